package org.ot4j.training.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Bytes in memory, possibly more than one array can hold. */
public final class Blocks extends OutputStream {
    private static final int BLOCK = 1 << 20;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] last = new byte[BLOCK];
    private int used;

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        int at = from;
        for (int left = length; left > 0; ) {
            if (used == BLOCK) {
                full.add(last);
                last = new byte[BLOCK];
                used = 0;
            }
            int part = Math.min(left, BLOCK - used);
            System.arraycopy(bytes, at, last, used, part);
            used += part;
            at += part;
            left -= part;
        }
    }

    public long size() {
        return (long) full.size() * BLOCK + used;
    }

    public void writeTo(OutputStream out) throws IOException {
        for (byte[] block : full) {
            out.write(block);
        }
        out.write(last, 0, used);
    }
}
