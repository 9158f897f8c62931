package org.ot4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ot4j.training.internal.SealedFile;

/** The child of the kill test: saves states one after the other until it is killed. */
final class Saver {
    private static final int LONGS = 200_000;

    private Saver() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        long count = Files.exists(file) ? verify(file) : 0;
        for (boolean first = true; ; first = false) {
            long value = ++count;
            SealedFile.write(
                    file,
                    out -> {
                        for (int i = 0; i < LONGS; i++) {
                            out.writeLong(value);
                        }
                    });
            if (first) {
                System.out.write('.');
                System.out.flush();
            }
        }
    }

    /** The number that the whole file is filled with. */
    static long verify(Path file) throws IOException {
        try (var in = SealedFile.read(file)) {
            long value = in.readLong();
            for (int i = 1; i < LONGS; i++) {
                if (in.readLong() != value) {
                    throw new IOException("torn at " + i);
                }
            }
            return value;
        }
    }
}
