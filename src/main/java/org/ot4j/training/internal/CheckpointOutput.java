package org.ot4j.training.internal;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes the content of a checkpoint; {@link CheckpointInput} reads it. */
public final class CheckpointOutput {
    private static final int BLOCK = 1 << 16;

    private final DataOutputStream out;

    public CheckpointOutput(DataOutputStream out) {
        this.out = out;
    }

    public void integer(int value) throws IOException {
        out.writeInt(value);
    }

    public void longInteger(long value) throws IOException {
        out.writeLong(value);
    }

    public void number(double value) throws IOException {
        out.writeDouble(value);
    }

    /** A text, or null. */
    public void text(String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Vectors by name. */
    public void vectors(Map<String, float[]> vectors) throws IOException {
        out.writeInt(vectors.size());
        for (var entry : vectors.entrySet()) {
            text(entry.getKey());
            vector(entry.getValue());
        }
    }

    private void vector(float[] values) throws IOException {
        out.writeInt(values.length);
        var block = ByteBuffer.allocate(BLOCK);
        for (int from = 0; from < values.length; ) {
            int some = Math.min(values.length - from, BLOCK / Float.BYTES);
            block.asFloatBuffer().put(values, from, some);
            out.write(block.array(), 0, some * Float.BYTES);
            from += some;
        }
    }
}
