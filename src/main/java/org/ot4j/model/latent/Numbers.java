package org.ot4j.model.latent;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.ot4j.internal.Check;

/** Many numbers as one short text, bit by bit. */
final class Numbers {
    private Numbers() {}

    static String text(float[] values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static float[] floats(String text, String name) {
        byte[] bytes = Base64.getDecoder().decode(Check.notNull(text, name));
        var values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
