package org.ot4j.kernel.display;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;

/** Arrays as values with shape, type and device; images also as a picture. */
public final class Arrays {
    private static final int LEAST_SIDE = 8;

    private Arrays() {}

    /**
     * The array as text: a first line with type, shape and device, then the values, shortened if
     * there are many.
     */
    public static String text(NDArray array) {
        return ArrayText.of(array);
    }

    static Bundle bundle(NDArray array) throws IOException {
        var bundle = Bundle.text(text(array));
        return looksLikeImages(array) ? bundle.picture(ImageSheet.of(array)) : bundle;
    }

    /** Whether an array is shaped (c, h, w) or (n, c, h, w), c 1 or 3, with values in [0, 1]. */
    static boolean looksLikeImages(NDArray array) {
        if (array.isReleased() || array.getDataType() != DataType.FLOAT32) {
            return false;
        }
        long[] shape = array.getShape().getShape();
        int n = shape.length;
        if (n < 3 || n > 4 || array.isEmpty() || shape[n - 3] != 1 && shape[n - 3] != 3) {
            return false;
        }
        if (shape[n - 1] < LEAST_SIDE || shape[n - 2] < LEAST_SIDE) {
            return false;
        }
        try (NDArray low = array.min();
                NDArray high = array.max()) {
            return low.getFloat() >= 0 && high.getFloat() <= 1;
        }
    }
}
