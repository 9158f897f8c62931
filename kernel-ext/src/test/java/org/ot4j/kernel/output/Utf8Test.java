package org.ot4j.kernel.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void signsMayBeCutAnywhere() {
        byte[] bytes = "a€😀é!".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            var utf8 = new Utf8();
            String text =
                    "" + utf8.decode(bytes, 0, cut) + utf8.decode(bytes, cut, bytes.length - cut);
            assertEquals("a€😀é!", text + utf8.end(), "cut at " + cut);
        }
    }

    @Test
    void whatIsNoUtf8AndWhatNeverEndsIsReplaced() {
        var utf8 = new Utf8();
        assertEquals("a\uFFFDb", utf8.decode(new byte[] {'a', (byte) 0xff, 'b'}, 0, 3).toString());
        assertEquals("", utf8.decode(new byte[] {(byte) 0xe2, (byte) 0x82}, 0, 2).toString());
        assertEquals("\uFFFD", utf8.end().toString());
        assertEquals("c", utf8.decode(new byte[] {'c'}, 0, 1).toString());
    }
}
