package org.ot4j.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTimesTest {
    @TempDir private Path root;

    @Test
    void whatIsLeftIsTheLongestLane() {
        assertEquals(0, TestTimes.left(List.of(), List.of(), 2));
        assertEquals(9, TestTimes.left(List.of(9.0, 1.0), List.of(), 2));
        // 4 follows the lane that ends after 1, 5 the one that ends after 3.
        assertEquals(8, TestTimes.left(List.of(1.0, 3.0), List.of(4.0, 5.0), 2));
        assertEquals(12, TestTimes.left(List.of(), List.of(3.0, 4.0, 5.0), 1));
    }

    @Test
    void timesAreKeptForEachStageAndScale() throws Exception {
        var layout = new Layout(root);
        var java = new TestStage("java", "java", 240, List.of(), Map.of(), true);
        var quick =
                new TestStage(
                        "notebooks",
                        "notebooks",
                        300,
                        List.of(),
                        Map.of("OT4J_SCALE", "quick"),
                        false);
        var times = new TestTimes(layout);
        assertEquals(240, times.expected(java));
        times.passed(java, 99.6);
        times.passed(quick, 20);
        assertEquals(100, new TestTimes(layout).expected(java));
        Path file = layout.home().resolve("test-times.properties");
        assertEquals("java=100\nnotebooks-quick=20\n", Files.readString(file));
        Files.writeString(file, "java=\\u12");
        assertEquals(240, new TestTimes(layout).expected(java), "a broken file is none");
    }
}
