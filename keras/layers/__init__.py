"""The building blocks of models."""
# bazel: suites=keras/layers shard_count=3

from keras.api import lazy

with lazy.imports(globals()):
    from keras.engine.graph.input_layer import Input as Input
    from keras.engine.graph.input_layer import InputLayer as InputLayer
    from keras.engine.layer.layer import Layer as Layer
    from keras.engine.symbols.input_spec import InputSpec as InputSpec
    from keras.layers import experimental as experimental
    from keras.layers.activation.elu import ELU as ELU
    from keras.layers.activation.leaky_relu import LeakyReLU as LeakyReLU
    from keras.layers.activation.prelu import PReLU as PReLU
    from keras.layers.activation.relu import ReLU as ReLU
    from keras.layers.activation.softmax import Softmax as Softmax
    from keras.layers.activation.thresholded_relu import (
        ThresholdedReLU as ThresholdedReLU,
    )
    from keras.layers.attention.additive_attention import (
        AdditiveAttention as AdditiveAttention,
    )
    from keras.layers.attention.attention import Attention as Attention
    from keras.layers.attention.grouped_query_attention import (
        GroupQueryAttention as GroupQueryAttention,
    )
    from keras.layers.attention.multi_head_attention import (
        MultiHeadAttention as MultiHeadAttention,
    )
    from keras.layers.audio.mel_spectrogram import (
        MelSpectrogram as MelSpectrogram,
    )
    from keras.layers.audio.stft_spectrogram import (
        STFTSpectrogram as STFTSpectrogram,
    )
    from keras.layers.convolutional.conv1d import Conv1D as Conv1D
    from keras.layers.convolutional.conv1d_transpose import (
        Conv1DTranspose as Conv1DTranspose,
    )
    from keras.layers.convolutional.conv2d import Conv2D as Conv2D
    from keras.layers.convolutional.conv2d_transpose import (
        Conv2DTranspose as Conv2DTranspose,
    )
    from keras.layers.convolutional.conv3d import Conv3D as Conv3D
    from keras.layers.convolutional.conv3d_transpose import (
        Conv3DTranspose as Conv3DTranspose,
    )
    from keras.layers.convolutional.depthwise_conv1d import (
        DepthwiseConv1D as DepthwiseConv1D,
    )
    from keras.layers.convolutional.depthwise_conv2d import (
        DepthwiseConv2D as DepthwiseConv2D,
    )
    from keras.layers.convolutional.separable_conv1d import (
        SeparableConv1D as SeparableConv1D,
    )
    from keras.layers.convolutional.separable_conv2d import (
        SeparableConv2D as SeparableConv2D,
    )
    from keras.layers.convolutional_recurrent.conv_lstm1d import (
        ConvLSTM1D as ConvLSTM1D,
    )
    from keras.layers.convolutional_recurrent.conv_lstm2d import (
        ConvLSTM2D as ConvLSTM2D,
    )
    from keras.layers.convolutional_recurrent.conv_lstm3d import (
        ConvLSTM3D as ConvLSTM3D,
    )
    from keras.layers.core.activation import Activation as Activation
    from keras.layers.core.dense import Dense as Dense
    from keras.layers.core.einsum_dense import EinsumDense as EinsumDense
    from keras.layers.core.embedding import Embedding as Embedding
    from keras.layers.core.identity import Identity as Identity
    from keras.layers.core.lambda_layer import Lambda as Lambda
    from keras.layers.core.masking import Masking as Masking
    from keras.layers.core.reversible_embedding import (
        ReversibleEmbedding as ReversibleEmbedding,
    )
    from keras.layers.feature_columns.dense_features import (
        DenseFeatures as DenseFeatures,
    )
    from keras.layers.image.center_crop import CenterCrop as CenterCrop
    from keras.layers.image.max_num_bounding_boxes import (
        MaxNumBoundingBoxes as MaxNumBoundingBoxes,
    )
    from keras.layers.image.random_brightness import (
        RandomBrightness as RandomBrightness,
    )
    from keras.layers.image.random_contrast import (
        RandomContrast as RandomContrast,
    )
    from keras.layers.image.random_crop import RandomCrop as RandomCrop
    from keras.layers.image.random_elastic_transform import (
        RandomElasticTransform as RandomElasticTransform,
    )
    from keras.layers.image.random_flip import RandomFlip as RandomFlip
    from keras.layers.image.random_perspective import (
        RandomPerspective as RandomPerspective,
    )
    from keras.layers.image.random_rotation import (
        RandomRotation as RandomRotation,
    )
    from keras.layers.image.random_shear import RandomShear as RandomShear
    from keras.layers.image.random_size import RandomHeight as RandomHeight
    from keras.layers.image.random_size import RandomWidth as RandomWidth
    from keras.layers.image.random_translation import (
        RandomTranslation as RandomTranslation,
    )
    from keras.layers.image.random_zoom import RandomZoom as RandomZoom
    from keras.layers.image.resizing import Resizing as Resizing
    from keras.layers.locally_connected.locally_connected1d import (
        LocallyConnected1D as LocallyConnected1D,
    )
    from keras.layers.locally_connected.locally_connected2d import (
        LocallyConnected2D as LocallyConnected2D,
    )
    from keras.layers.lookup import deserialize as deserialize
    from keras.layers.lookup import serialize as serialize
    from keras.layers.merging.add import Add as Add
    from keras.layers.merging.add import add as add
    from keras.layers.merging.average import Average as Average
    from keras.layers.merging.average import average as average
    from keras.layers.merging.concatenate import Concatenate as Concatenate
    from keras.layers.merging.concatenate import concatenate as concatenate
    from keras.layers.merging.dot import Dot as Dot
    from keras.layers.merging.dot import dot as dot
    from keras.layers.merging.maximum import Maximum as Maximum
    from keras.layers.merging.maximum import maximum as maximum
    from keras.layers.merging.minimum import Minimum as Minimum
    from keras.layers.merging.minimum import minimum as minimum
    from keras.layers.merging.multiply import Multiply as Multiply
    from keras.layers.merging.multiply import multiply as multiply
    from keras.layers.merging.subtract import Subtract as Subtract
    from keras.layers.merging.subtract import subtract as subtract
    from keras.layers.normalization.batch_normalization import (
        BatchNormalization as BatchNormalization,
    )
    from keras.layers.normalization.group_normalization import (
        GroupNormalization as GroupNormalization,
    )
    from keras.layers.normalization.layer_normalization import (
        LayerNormalization as LayerNormalization,
    )
    from keras.layers.normalization.rms_normalization import (
        RMSNormalization as RMSNormalization,
    )
    from keras.layers.normalization.spectral_normalization import (
        SpectralNormalization as SpectralNormalization,
    )
    from keras.layers.normalization.unit_normalization import (
        UnitNormalization as UnitNormalization,
    )
    from keras.layers.pooling.adaptive_average_pooling1d import (
        AdaptiveAveragePooling1D as AdaptiveAveragePooling1D,
    )
    from keras.layers.pooling.adaptive_average_pooling2d import (
        AdaptiveAveragePooling2D as AdaptiveAveragePooling2D,
    )
    from keras.layers.pooling.adaptive_average_pooling3d import (
        AdaptiveAveragePooling3D as AdaptiveAveragePooling3D,
    )
    from keras.layers.pooling.adaptive_max_pooling1d import (
        AdaptiveMaxPooling1D as AdaptiveMaxPooling1D,
    )
    from keras.layers.pooling.adaptive_max_pooling2d import (
        AdaptiveMaxPooling2D as AdaptiveMaxPooling2D,
    )
    from keras.layers.pooling.adaptive_max_pooling3d import (
        AdaptiveMaxPooling3D as AdaptiveMaxPooling3D,
    )
    from keras.layers.pooling.average_pooling1d import (
        AveragePooling1D as AveragePooling1D,
    )
    from keras.layers.pooling.average_pooling2d import (
        AveragePooling2D as AveragePooling2D,
    )
    from keras.layers.pooling.average_pooling3d import (
        AveragePooling3D as AveragePooling3D,
    )
    from keras.layers.pooling.global_average_pooling1d import (
        GlobalAveragePooling1D as GlobalAveragePooling1D,
    )
    from keras.layers.pooling.global_average_pooling2d import (
        GlobalAveragePooling2D as GlobalAveragePooling2D,
    )
    from keras.layers.pooling.global_average_pooling3d import (
        GlobalAveragePooling3D as GlobalAveragePooling3D,
    )
    from keras.layers.pooling.global_max_pooling1d import (
        GlobalMaxPooling1D as GlobalMaxPooling1D,
    )
    from keras.layers.pooling.global_max_pooling2d import (
        GlobalMaxPooling2D as GlobalMaxPooling2D,
    )
    from keras.layers.pooling.global_max_pooling3d import (
        GlobalMaxPooling3D as GlobalMaxPooling3D,
    )
    from keras.layers.pooling.max_pooling1d import MaxPooling1D as MaxPooling1D
    from keras.layers.pooling.max_pooling2d import MaxPooling2D as MaxPooling2D
    from keras.layers.pooling.max_pooling3d import MaxPooling3D as MaxPooling3D
    from keras.layers.preprocessing.category_encoding import (
        CategoryEncoding as CategoryEncoding,
    )
    from keras.layers.preprocessing.discretization import (
        Discretization as Discretization,
    )
    from keras.layers.preprocessing.hashed_crossing import (
        HashedCrossing as HashedCrossing,
    )
    from keras.layers.preprocessing.hashing import Hashing as Hashing
    from keras.layers.preprocessing.integer_lookup import (
        IntegerLookup as IntegerLookup,
    )
    from keras.layers.preprocessing.normalization import (
        Normalization as Normalization,
    )
    from keras.layers.preprocessing.pipeline import Pipeline as Pipeline
    from keras.layers.preprocessing.rescaling import Rescaling as Rescaling
    from keras.layers.preprocessing.string_lookup import (
        StringLookup as StringLookup,
    )
    from keras.layers.preprocessing.text_vectorization import (
        TextVectorization as TextVectorization,
    )
    from keras.layers.recoloring.aug_mix import AugMix as AugMix
    from keras.layers.recoloring.auto_contrast import (
        AutoContrast as AutoContrast,
    )
    from keras.layers.recoloring.contrast_limited_equalization import (
        ContrastLimitedAdaptiveHistogramEqualization,
    )
    from keras.layers.recoloring.cut_mix import (
        CutMix as CutMix,
    )
    from keras.layers.recoloring.equalization import (
        Equalization as Equalization,
    )
    from keras.layers.recoloring.mix_up import (
        MixUp as MixUp,
    )
    from keras.layers.recoloring.rand_augment import RandAugment as RandAugment
    from keras.layers.recoloring.random_color_degeneration import (
        RandomColorDegeneration as RandomColorDegeneration,
    )
    from keras.layers.recoloring.random_color_jitter import (
        RandomColorJitter as RandomColorJitter,
    )
    from keras.layers.recoloring.random_erasing import (
        RandomErasing as RandomErasing,
    )
    from keras.layers.recoloring.random_gaussian_blur import (
        RandomGaussianBlur as RandomGaussianBlur,
    )
    from keras.layers.recoloring.random_grayscale import (
        RandomGrayscale as RandomGrayscale,
    )
    from keras.layers.recoloring.random_hue import (
        RandomHue as RandomHue,
    )
    from keras.layers.recoloring.random_invert import (
        RandomInvert as RandomInvert,
    )
    from keras.layers.recoloring.random_posterization import (
        RandomPosterization as RandomPosterization,
    )
    from keras.layers.recoloring.random_saturation import (
        RandomSaturation as RandomSaturation,
    )
    from keras.layers.recoloring.random_sharpness import (
        RandomSharpness as RandomSharpness,
    )
    from keras.layers.recoloring.solarization import (
        Solarization as Solarization,
    )
    from keras.layers.recurrent.abstract_rnn_cell import (
        AbstractRNNCell as AbstractRNNCell,
    )
    from keras.layers.recurrent.bidirectional import (
        Bidirectional as Bidirectional,
    )
    from keras.layers.recurrent.gru import GRU as GRU
    from keras.layers.recurrent.gru_cell import GRUCell as GRUCell
    from keras.layers.recurrent.lstm import LSTM as LSTM
    from keras.layers.recurrent.lstm_cell import LSTMCell as LSTMCell
    from keras.layers.recurrent.rnn import RNN as RNN
    from keras.layers.recurrent.simple_rnn import SimpleRNN as SimpleRNN
    from keras.layers.recurrent.simple_rnn_cell import (
        SimpleRNNCell as SimpleRNNCell,
    )
    from keras.layers.recurrent.stacked_rnn_cells import (
        StackedRNNCells as StackedRNNCells,
    )
    from keras.layers.regularization.activity_regularization import (
        ActivityRegularization as ActivityRegularization,
    )
    from keras.layers.regularization.alpha_dropout import (
        AlphaDropout as AlphaDropout,
    )
    from keras.layers.regularization.dropout import Dropout as Dropout
    from keras.layers.regularization.gaussian_dropout import (
        GaussianDropout as GaussianDropout,
    )
    from keras.layers.regularization.gaussian_noise import (
        GaussianNoise as GaussianNoise,
    )
    from keras.layers.regularization.spatial_dropout1d import (
        SpatialDropout1D as SpatialDropout1D,
    )
    from keras.layers.regularization.spatial_dropout2d import (
        SpatialDropout2D as SpatialDropout2D,
    )
    from keras.layers.regularization.spatial_dropout3d import (
        SpatialDropout3D as SpatialDropout3D,
    )
    from keras.layers.reshaping.cropping1d import Cropping1D as Cropping1D
    from keras.layers.reshaping.cropping2d import Cropping2D as Cropping2D
    from keras.layers.reshaping.cropping3d import Cropping3D as Cropping3D
    from keras.layers.reshaping.flatten import Flatten as Flatten
    from keras.layers.reshaping.permute import Permute as Permute
    from keras.layers.reshaping.repeat_vector import (
        RepeatVector as RepeatVector,
    )
    from keras.layers.reshaping.reshape import Reshape as Reshape
    from keras.layers.reshaping.up_sampling1d import (
        UpSampling1D as UpSampling1D,
    )
    from keras.layers.reshaping.up_sampling2d import (
        UpSampling2D as UpSampling2D,
    )
    from keras.layers.reshaping.up_sampling3d import (
        UpSampling3D as UpSampling3D,
    )
    from keras.layers.reshaping.zero_padding1d import (
        ZeroPadding1D as ZeroPadding1D,
    )
    from keras.layers.reshaping.zero_padding2d import (
        ZeroPadding2D as ZeroPadding2D,
    )
    from keras.layers.reshaping.zero_padding3d import (
        ZeroPadding3D as ZeroPadding3D,
    )
    from keras.layers.saved_model.tfsm_layer import TFSMLayer as TFSMLayer
    from keras.layers.wrapping.time_distributed import (
        TimeDistributed as TimeDistributed,
    )
    from keras.layers.wrapping.wrapper import Wrapper as Wrapper

    AvgPool1D = AveragePooling1D
    AvgPool2D = AveragePooling2D
    AvgPool3D = AveragePooling3D
    Convolution1D = Conv1D
    Convolution1DTranspose = Conv1DTranspose
    Convolution2D = Conv2D
    Convolution2DTranspose = Conv2DTranspose
    Convolution3D = Conv3D
    Convolution3DTranspose = Conv3DTranspose
    GlobalAvgPool1D = GlobalAveragePooling1D
    GlobalAvgPool2D = GlobalAveragePooling2D
    GlobalAvgPool3D = GlobalAveragePooling3D
    GlobalMaxPool1D = GlobalMaxPooling1D
    GlobalMaxPool2D = GlobalMaxPooling2D
    GlobalMaxPool3D = GlobalMaxPooling3D
    MaxPool1D = MaxPooling1D
    MaxPool2D = MaxPooling2D
    MaxPool3D = MaxPooling3D
    SeparableConvolution1D = SeparableConv1D
    SeparableConvolution2D = SeparableConv2D
