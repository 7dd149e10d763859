"""The names of the TensorFlow functions that only compute.

They tell what a file asks for, without TensorFlow.
"""

_MODULES = frozenset(
    {"__operators__", "audio", "bitwise", "dtypes", "experimental.numpy"}
    | {"image", "linalg", "math", "nn", "quantization", "ragged", "sets"}
    | {"signal", "sparse", "strings"}
)
# Functions outside of these, without `tf.`. What calls a function calls one
# that the file may name too, or the user's own.
PLAIN = frozenset(
    """approx_top_k argsort batch_to_space batch_to_space_nd bitcast
    boolean_mask broadcast_dynamic_shape broadcast_static_shape broadcast_to
    case cast clip_by_average_norm clip_by_global_norm clip_by_norm
    clip_by_value concat cond convert_to_tensor dynamic_partition
    dynamic_stitch edit_distance einsum ensure_shape expand_dims
    extract_volume_patches eye fill fingerprint foldl foldr gather gather_nd
    global_norm guarantee_const histogram_fixed_width
    histogram_fixed_width_bins identity identity_n linspace map_fn meshgrid
    norm one_hot ones ones_like pad parallel_stack random_index_shuffle range
    rank realdiv repeat required_space_to_batch_paddings reshape reverse
    reverse_sequence roll scan scatter_nd searchsorted sequence_mask shape
    shape_n size slice sort space_to_batch space_to_batch_nd split squeeze
    stack stop_gradient strided_slice switch_case tensor_scatter_nd_add
    tensor_scatter_nd_max tensor_scatter_nd_min tensor_scatter_nd_sub
    tensor_scatter_nd_update tensordot tile transpose truncatediv truncatemod
    tuple unique unique_with_counts unravel_index unstack vectorized_map where
    while_loop zeros zeros_like""".split()
)
_OF_MODULES = {
    # Not those that switch checks on or off for the process.
    "debugging": """assert_all_finite assert_equal assert_greater
    assert_greater_equal assert_integer assert_less assert_less_equal
    assert_near assert_negative assert_non_negative assert_non_positive
    assert_none_equal assert_positive assert_rank assert_rank_at_least
    assert_rank_in assert_scalar assert_shapes assert_type check_numerics""",
    # Not those that read and write files.
    "io": """decode_and_crop_jpeg decode_base64 decode_bmp decode_compressed
    decode_csv decode_gif decode_image decode_jpeg decode_json_example
    decode_png decode_raw deserialize_many_sparse encode_base64 encode_jpeg
    encode_png extract_jpeg_shape is_jpeg parse_example parse_sequence_example
    parse_single_example parse_single_sequence_example parse_tensor
    serialize_many_sparse serialize_sparse serialize_tensor""",
    # Not those that set the seeds of the process.
    "random": """categorical fold_in gamma normal poisson shuffle split
    stateless_binomial stateless_categorical stateless_gamma stateless_normal
    stateless_parameterized_truncated_normal stateless_poisson
    stateless_truncated_normal stateless_uniform truncated_normal uniform""",
}
# Older names, which some operators and functions go by inside TensorFlow.
OLDER = frozenset(
    """batch_gather ceil cholesky cholesky_solve confusion_matrix count_nonzero
    cross cumprod decode_base64 decode_csv decode_raw depth_to_space diag
    diag_part digamma div div_no_nan encode_base64 erf erfc expm1
    extract_image_patches fft fft2d fft3d floor_div floordiv floormod ifft
    ifft2d ifft3d igamma igammac imag invert_permutation is_finite is_inf is_nan
    lbeta lgamma lin_space log log1p log_sigmoid logical_xor matrix_band_part
    matrix_determinant matrix_diag matrix_diag_part matrix_inverse
    matrix_set_diag matrix_solve matrix_transpose matrix_triangular_solve mod
    polygamma qr quantize_v2 random_normal random_uniform real reciprocal
    reduce_join regex_replace reverse_v2 rint rsqrt segment_max segment_mean
    segment_min segment_prod segment_sum setdiff1d space_to_depth sparse_add
    sparse_concat sparse_fill_empty_rows sparse_placeholder sparse_reduce_max
    sparse_reduce_sum sparse_reorder sparse_reshape sparse_retain sparse_slice
    sparse_softmax sparse_split sparse_tensor_dense_matmul
    sparse_tensor_to_dense sparse_to_dense sparse_to_indicator sparse_transpose
    squared_difference string_join string_split string_strip
    string_to_hash_bucket
    string_to_hash_bucket_fast string_to_hash_bucket_strong string_to_number
    substr svd to_bfloat16 to_complex128 to_complex64 to_double to_float
    to_int32 to_int64 trace truncated_normal unsorted_segment_max
    unsorted_segment_mean unsorted_segment_min unsorted_segment_prod
    unsorted_segment_sqrt_n unsorted_segment_sum where_v2 zeta
    abs acos acosh add add_n argmax argmin as_string asin asinh atan atan2
    atanh complex conj cos cosh cumsum divide equal exp floor greater
    greater_equal less less_equal logical_and logical_not logical_or matmul
    maximum minimum multiply negative not_equal pow reduce_all reduce_any
    reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod reduce_sum
    round saturate_cast scalar_mul sigmoid sign sin sinh sqrt square subtract
    tan tanh truediv accumulate_n angle betainc""".split()
)
QUALIFIED = frozenset(
    f"{module}.{name}"
    for module, names in _OF_MODULES.items()
    for name in names.split()
)
# Functions of Keras 2 whose calls on symbols its files hold whole, beside those
# of activations, losses and metrics.
KERAS_BACKEND = frozenset(
    """batch_flatten binary_crossentropy binary_focal_crossentropy
    cast_to_floatx categorical_crossentropy categorical_focal_crossentropy
    ctc_label_dense_to_sparse sparse_categorical_crossentropy""".split()
)
_SWITCHES = frozenset({"experimental_enable_numpy_behavior"})


def has(name: str) -> bool:
    """Tells whether a name in a file is one of these.

    Args:
        name: Such as "math.add", with or without `tf.` before it.
    """
    # What `tf.shape` calls on a symbol goes by the name `compat.v1.shape`.
    plain = name.removeprefix("tf.").removeprefix("compat.v1.")
    module, _, last = plain.rpartition(".")
    if last.startswith("_") or last in _SWITCHES:
        return False
    return module in _MODULES or plain in PLAIN | OLDER | QUALIFIED
