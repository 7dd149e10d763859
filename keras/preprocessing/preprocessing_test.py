"""Names of data sets that stand in two places."""

import keras


def test_data_sets_of_folders_have_their_older_place_too():
    for name in (
        "image_dataset_from_directory",
        "text_dataset_from_directory",
        "timeseries_dataset_from_array",
    ):
        older = getattr(keras.preprocessing, name)
        assert older is getattr(keras.utils, name)
