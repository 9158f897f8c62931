package org.ot4j.kernel.output;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Converts bytes to text if a character may begin in one write and end in another. */
final class Utf8 {
    private static final int LONGEST = 4;

    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** The beginning of an incomplete character. */
    private byte[] rest = {};

    /** The text that is complete after some more bytes. */
    CharSequence decode(byte[] bytes, int from, int n) {
        if (rest.length == 0 && isAscii(bytes, from, n)) {
            return new String(bytes, from, n, StandardCharsets.US_ASCII);
        }
        var in = ByteBuffer.allocate(rest.length + n).put(rest).put(bytes, from, n).flip();
        var out = CharBuffer.allocate(in.remaining() + LONGEST);
        decoder.decode(in, out, false);
        rest = new byte[in.remaining()];
        in.get(rest);
        return out.flip();
    }

    private static boolean isAscii(byte[] bytes, int from, int n) {
        for (int i = from; i < from + n; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The remainder when no more bytes come: an incomplete character. */
    CharSequence end() {
        var out = CharBuffer.allocate(rest.length + LONGEST);
        decoder.decode(ByteBuffer.wrap(rest), out, true);
        decoder.flush(out);
        decoder.reset();
        rest = new byte[0];
        return out.flip();
    }
}
