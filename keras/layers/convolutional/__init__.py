"""Layers that slide a learned window over the input."""

from keras.api import lazy

with lazy.imports(globals()):
    from keras.layers.convolutional.conv1d import (
        Conv1D as Conv1D,
    )
    from keras.layers.convolutional.conv1d_transpose import (
        Conv1DTranspose as Conv1DTranspose,
    )
    from keras.layers.convolutional.conv2d import (
        Conv2D as Conv2D,
    )
    from keras.layers.convolutional.conv2d_transpose import (
        Conv2DTranspose as Conv2DTranspose,
    )
    from keras.layers.convolutional.conv3d import (
        Conv3D as Conv3D,
    )
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
    from keras.layers.pooling.average_pooling1d import (
        AveragePooling1D as AveragePooling1D,
    )
    from keras.layers.pooling.average_pooling2d import (
        AveragePooling2D as AveragePooling2D,
    )
    from keras.layers.pooling.average_pooling3d import (
        AveragePooling3D as AveragePooling3D,
    )
    from keras.layers.pooling.max_pooling1d import (
        MaxPooling1D as MaxPooling1D,
    )
    from keras.layers.pooling.max_pooling2d import (
        MaxPooling2D as MaxPooling2D,
    )
    from keras.layers.pooling.max_pooling3d import (
        MaxPooling3D as MaxPooling3D,
    )
    from keras.layers.reshaping.cropping1d import (
        Cropping1D as Cropping1D,
    )
    from keras.layers.reshaping.cropping2d import (
        Cropping2D as Cropping2D,
    )
    from keras.layers.reshaping.cropping3d import (
        Cropping3D as Cropping3D,
    )
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

    Convolution1D = Conv1D
    Convolution1DTranspose = Conv1DTranspose
    Convolution2D = Conv2D
    Convolution2DTranspose = Conv2DTranspose
    Convolution3D = Conv3D
    Convolution3DTranspose = Conv3DTranspose
    SeparableConvolution1D = SeparableConv1D
    SeparableConvolution2D = SeparableConv2D
