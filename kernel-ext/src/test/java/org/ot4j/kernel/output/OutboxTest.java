package org.ot4j.kernel.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final Outbox<String> outbox =
            new Outbox<>(
                    (place, stream, text) -> sent.add(place + " " + stream + " " + text),
                    new Pace(1L << 40, 1L << 40));

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void gathersTextOfOneKindAndKeepsTheOrder() {
        outbox.print("1", Stream.OUT, "a");
        outbox.print("1", Stream.OUT, "b");
        outbox.print("1", Stream.ERR, "c");
        outbox.print("1", Stream.OUT, "d");
        outbox.run(() -> sent.add("picture"));
        outbox.print("1", Stream.OUT, "e");
        outbox.print("2", Stream.OUT, "f");
        outbox.flush();
        assertEquals(
                List.of("1 OUT ab", "1 ERR c", "1 OUT d", "picture", "1 OUT e", "2 OUT f"), sent);
    }

    @Test
    void losesNothingOfManyThreads() {
        IntStream.range(0, 8)
                .parallel()
                .forEach(
                        t -> {
                            for (int i = 0; i < 5_000; i++) {
                                outbox.print("1", Stream.OUT, t + ":" + i + ",");
                            }
                        });
        outbox.flush();
        var text = new StringBuilder();
        sent.forEach(message -> text.append(message.substring("1 OUT ".length())));
        var all = new ArrayList<>(List.of(text.toString().split(",")));
        assertEquals(40_000, all.size());
        for (int t = 0; t < 8; t++) {
            String mine = t + ":";
            assertEquals(
                    IntStream.range(0, 5_000).mapToObj(i -> mine + i).toList(),
                    all.stream().filter(line -> line.startsWith(mine)).toList());
        }
    }

    @Test
    void anInterruptCutsNothingAndIsKept() {
        Thread.currentThread().interrupt();
        outbox.print("1", Stream.OUT, "a");
        outbox.run(() -> sent.add("picture"));
        assertTrue(Thread.interrupted());
        assertEquals(List.of("1 OUT a", "picture"), sent);
    }

    @Test
    void whatFailsHoldsNothingUp() {
        outbox.run(
                () -> {
                    throw new IllegalStateException("closed");
                });
        outbox.print("1", Stream.OUT, "a");
        outbox.flush();
        assertEquals(List.of("1 OUT a"), sent);
    }

    @Test
    void cutsAfterALineAndNeverWithinASign() {
        assertEquals(4, Pieces.end("abc\nd", 0, 4));
        assertEquals(4, Pieces.end("abc\ndefgh", 1, 4));
        assertEquals(3, Pieces.end("abc\uD83D\uDE00def", 0, 4));
        assertEquals(3, Pieces.end("abc", 0, 4));
    }

    @Test
    void signsOfTwoWritesComeWhole() {
        byte[] bytes = "ü€😀".getBytes(StandardCharsets.UTF_8);
        var signs = new Utf8();
        var text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            text.append(signs.decode(bytes, i, 1));
        }
        assertEquals("ü€😀", text.toString());
        assertEquals("", signs.decode(bytes, 0, 1).toString());
        assertEquals("\uFFFD", signs.end().toString());
        assertEquals("a", signs.decode(new byte[] {'a'}, 0, 1).toString());
    }

    @Test
    void whatIsBeyondTheAllowanceIsCounted() {
        var allowance = new Allowance(10);
        assertEquals("", allowance.note());
        assertEquals("12345678", allowance.take("12345678").toString());
        String cut = allowance.take("90abc\n").toString();
        assertTrue(cut.startsWith("90") && cut.contains("10 characters; more is not shown"), cut);
        assertEquals("", allowance.take("x\ny\n").toString());
        assertEquals("[ot4j: 8 characters in 3 lines were cut]\n", allowance.note());
    }

    @Test
    void aPaceLetsABurstThroughAndThenSoMuchASecond() {
        var pace = new Pace(1_000, 100);
        long now = System.nanoTime();
        assertEquals(0, pace.claim(1_000, now));
        assertEquals(501, pace.claim(50, now), 20);
        assertEquals(0, pace.claim(100, now + 2_000_000_000L));
    }
}
