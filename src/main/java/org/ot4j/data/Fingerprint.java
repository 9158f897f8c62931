package org.ot4j.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** SHA-256 over the shape, values and labels of a data set. */
final class Fingerprint {
    private Fingerprint() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String of(DataSet data) {
        MessageDigest digest = sha256();
        digest.update(
                (data.size() + " x " + data.sampleShape()).getBytes(StandardCharsets.US_ASCII));
        int length = Math.toIntExact(data.sampleShape().size());
        int step = Math.max(1, (1 << 18) / length);
        ByteBuffer bytes = ByteBuffer.allocate(4 * step * length).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < data.size(); from += step) {
            int to = Math.min(data.size(), from + step);
            float[] values = data.floats(IntStream.range(from, to).toArray());
            bytes.clear();
            bytes.asFloatBuffer().put(values);
            digest.update(bytes.array(), 0, 4 * values.length);
        }
        int[] labels = data.labels();
        if (labels != null) {
            ByteBuffer rest = ByteBuffer.allocate(4 * labels.length).order(ByteOrder.LITTLE_ENDIAN);
            rest.asIntBuffer().put(labels);
            digest.update(rest.array());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
