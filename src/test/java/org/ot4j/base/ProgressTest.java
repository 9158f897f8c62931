package org.ot4j.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final List<ProgressState> seen = Collections.synchronizedList(new ArrayList<>());
    private ProgressDisplay before;

    @BeforeEach
    void watch() {
        before = Progress.setDisplay(seen::add);
    }

    @AfterEach
    void restore() {
        Progress.setDisplay(before);
    }

    /** Past the patience, so that updates are shown. */
    private static void work() throws InterruptedException {
        Thread.sleep(Progress.PATIENCE.toMillis() + 20);
    }

    private List<String> depths() {
        return seen.stream().map(state -> state.task() + " " + state.depth()).distinct().toList();
    }

    @Test
    void aTaskWithinATaskIsNested() throws Exception {
        try (var outer = Progress.start("outer", 2);
                var inner = Progress.start("inner", 2)) {
            work();
            inner.update(1);
            outer.update(1);
        }
        try (var next = Progress.start("next", 1)) {
            work();
            next.update(1);
        }
        assertEquals(List.of("inner 1", "outer 0", "next 0"), depths());
    }

    @Test
    void aTaskBesideOneOfAnotherThreadIsNot() throws Exception {
        try (var outer = Progress.start("stopped", 2)) {
            var other =
                    new Thread(
                            () -> {
                                try (var own = Progress.start("own", 2)) {
                                    work();
                                    own.update(1);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            other.start();
            other.join();
            outer.update(1);
        }
        assertEquals(List.of("own 0", "stopped 0"), depths());
    }

    @Test
    void aTaskThatTheUserEndedSaysSoAndOneThatWasDoneDoesNot() throws Exception {
        for (long done : new long[] {1, 2}) {
            try (var progress = Progress.start("task", 2)) {
                work();
                progress.update(done);
                Thread.currentThread().interrupt();
            } finally {
                assertTrue(Thread.interrupted(), "the wish to stop is not lost");
            }
            var last = seen.get(seen.size() - 1);
            assertEquals(done < 2, last.stopped());
            assertEquals(done < 2, last.line().contains("stopped after 0:01"), last.line());
        }
    }

    @Test
    void anOutermostTaskEndsWhatWasShownInIt() throws Exception {
        try (var outer = Progress.start("outer", 1);
                var inner = Progress.start("inner", 2)) {
            work();
            inner.update(1);
        }
        var last = seen.get(seen.size() - 1);
        assertEquals("outer", last.task());
        assertTrue(last.finished());
    }

    @Test
    void theLastLineHasTheLastUpdateAndDetailsAreOnlyMadeToBeShown() throws Exception {
        var made = new AtomicInteger();
        try (var task = Progress.start("long", 1_000)) {
            work();
            for (int i = 1; i <= 1_000; i++) {
                int step = i;
                task.update(
                        i,
                        () -> {
                            made.incrementAndGet();
                            return "step " + step;
                        });
            }
        }
        var last = seen.get(seen.size() - 1);
        assertEquals(1_000, last.done());
        assertEquals("step 1000", last.detail());
        assertEquals(seen.size(), made.get());
    }

    @Test
    void aDetailThatFailsDoesNotEndTheTask() throws Exception {
        try (var task = Progress.start("long", 2)) {
            work();
            task.update(
                    1,
                    () -> {
                        throw new IllegalStateException("closed");
                    });
            task.update(2, "fine");
        }
        assertEquals("fine", seen.get(seen.size() - 1).detail());
    }

    @Test
    void aShortTaskStaysSilent() {
        try (var task = Progress.start("short", 2)) {
            task.update(1);
        }
        assertEquals(List.of(), depths());
    }
}
