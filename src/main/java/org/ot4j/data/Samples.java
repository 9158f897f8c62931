package org.ot4j.data;

/** The storage for the values of a data set: in memory as floats or bytes, or in picture files. */
interface Samples {
    int size();

    /** Number of values of one sample. */
    int length();

    /** Copies rows one after the other into {@code target}, which holds rows.length * length(). */
    void read(int[] rows, float[] target);

    /** Values as floats. */
    record Floats(float[] values, int length) implements Samples {
        @Override
        public int size() {
            return values.length / length;
        }

        @Override
        public void read(int[] rows, float[] target) {
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(values, rows[i] * length, target, i * length, length);
            }
        }
    }

    /** Values v / 255 as bytes: a quarter of the memory, for pictures. */
    record Bytes(byte[] values, int offset, int size, int length) implements Samples {
        private static final float[] UNIT = new float[256];

        static {
            for (int i = 0; i < 256; i++) {
                UNIT[i] = i / 255f;
            }
        }

        @Override
        public void read(int[] rows, float[] target) {
            int t = 0;
            for (int row : rows) {
                int from = offset + row * length;
                for (int j = 0; j < length; j++) {
                    target[t++] = UNIT[values[from + j] & 0xff];
                }
            }
        }
    }

    /** Some rows of another storage, in a new order. */
    record Rows(Samples all, int[] rows) implements Samples {
        @Override
        public int size() {
            return rows.length;
        }

        @Override
        public int length() {
            return all.length();
        }

        @Override
        public void read(int[] wanted, float[] target) {
            var inner = new int[wanted.length];
            for (int i = 0; i < wanted.length; i++) {
                inner[i] = rows[wanted[i]];
            }
            all.read(inner, target);
        }
    }
}
