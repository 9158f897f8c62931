package org.ot4j.training.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ot4j.internal.Check;

/**
 * Reads the content of a checkpoint. Each count or length is checked against the rest of the file
 * before anything of that size is allocated; errors name the file and the field.
 */
public final class CheckpointInput {
    private static final int BLOCK = 1 << 16;

    private final Path path;
    private final DataInputStream in;
    private long left;

    /**
     * @param size size of the content in bytes
     */
    public CheckpointInput(Path path, DataInputStream in, long size) {
        this.path = path;
        this.in = in;
        left = size;
    }

    /** The error for a field. */
    public IllegalArgumentException error(String field, Object value, String expected) {
        return Check.error(field(path, field), value, expected);
    }

    /** The name of a field of a file in errors. */
    public static String field(Path path, String field) {
        return "checkpoint " + path + ", " + field;
    }

    public int integer(String field) throws IOException {
        take(field, Integer.BYTES);
        return in.readInt();
    }

    public long longInteger(String field) throws IOException {
        take(field, Long.BYTES);
        return in.readLong();
    }

    public double number(String field) throws IOException {
        take(field, Double.BYTES);
        return in.readDouble();
    }

    /** A count of items that each take at least a given number of bytes. */
    public int count(String field, int least) throws IOException {
        int count = integer(field);
        if (count < 0 || (long) count * least > left) {
            throw error(field, count, "at most " + left / least + ", as the file is long");
        }
        return count;
    }

    /** A text, or null. */
    public String optional(String field) throws IOException {
        take(field, Integer.BYTES);
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > left) {
            throw error("length of " + field, length, "at most " + left + ", as the file is long");
        }
        take(field, length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readNBytes(length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw error(field, "(" + length + " bytes)", "a text in UTF-8");
        }
    }

    public String text(String field) throws IOException {
        String text = optional(field);
        if (text == null) {
            throw error(field, null, "a text");
        }
        return text;
    }

    /** Vectors by name; each name occurs only once. */
    public Map<String, float[]> vectors(String field) throws IOException {
        var vectors = new LinkedHashMap<String, float[]>();
        for (int more = count("number of " + field, 2 * Integer.BYTES); more > 0; more--) {
            String name = text("name in " + field);
            float[] values = vector(field + " " + name);
            if (vectors.put(name, values) != null) {
                throw error(field, name, "each name once");
            }
        }
        return vectors;
    }

    private float[] vector(String field) throws IOException {
        var values = new float[count("length of " + field, Float.BYTES)];
        take(field, (long) values.length * Float.BYTES);
        var block = new byte[BLOCK];
        for (int from = 0; from < values.length; ) {
            int some = Math.min(values.length - from, BLOCK / Float.BYTES);
            in.readFully(block, 0, some * Float.BYTES);
            ByteBuffer.wrap(block).asFloatBuffer().get(values, from, some);
            from += some;
        }
        return values;
    }

    /** Whether a part that takes at least a given number of bytes can follow. */
    public boolean more(int least) {
        return left >= least;
    }

    /** Fails if anything is left to read. */
    public void end() {
        if (left != 0) {
            throw error("end", left + " bytes more", "nothing after the history");
        }
    }

    private void take(String field, long bytes) {
        if (bytes > left) {
            throw error(field, "(missing)", "a whole file, the content ends here");
        }
        left -= bytes;
    }
}
