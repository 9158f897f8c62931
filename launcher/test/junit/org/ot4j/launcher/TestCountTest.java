package org.ot4j.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestCountTest {
    @Test
    void mavenLineOfAModuleCountsAndThoseOfClassesDoNot() {
        var count =
                TestCount.of(
                        """
                        [INFO] Tests run: 12, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1 s -- in A
                        [WARNING] Tests run: 12, Failures: 1, Errors: 2, Skipped: 1
                        Tests run: 3, Failures: 0, Errors: 0, Skipped: 0
                        """);
        assertEquals(8 + 3, count.passed());
        assertEquals(3, count.failed());
        assertEquals(1, count.skipped());
        assertEquals("11 passed, 3 failed, 1 skipped", count.toString());
        assertEquals("Tests run: 3, Failures: 0, Errors: 0, Skipped: 0", count.lines().get(1));
    }

    @Test
    void pytestSaysItInOneLine() {
        String line = "1 failed, 50 passed, 2 skipped, 1 error in 251.33s (0:04:11)";
        var count = TestCount.of("noise\n===== " + line + " =====\n");
        assertEquals(new TestCount(50, 2, 2, List.of(line)), count);
        assertEquals(TestCount.none(), TestCount.of("50 files passed on"));
        assertEquals("0 passed, 0 failed", TestCount.none().toString());
    }
}
