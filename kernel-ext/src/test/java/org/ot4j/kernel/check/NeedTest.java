package org.ot4j.kernel.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jdk.jshell.JShell;
import org.junit.jupiter.api.Test;

class NeedTest {
    @Test
    void declarationsAreJava() {
        assertEquals(new Need("double", "x", null), Need.parse(" double x "));
        assertEquals(new Need("double[][]", "plan", null), Need.parse("double[] [] plan"));
        assertEquals(
                new Need("double", "dot", "double[],double[]"),
                Need.parse("double dot(double[], double[])"));
        assertEquals("double dot(int, int)", Need.parse("double dot(int,int)").toString());
        assertEquals("List<String>", Need.parse("java.util.List<String> names").type());
        assertThrows(IllegalArgumentException.class, () -> Need.parse("x"));
    }

    @Test
    void whatIsMissingIsSaidWithWhatIsThere() {
        try (var shell = JShell.builder().executionEngine("local").build()) {
            shell.eval("int n = 3;");
            shell.eval("double half(double x) { return x / 2; }");
            assertNull(Need.parse("double n").missing(shell), "an int is a number");
            assertEquals(
                    "your `n` is of type `int`; expected `String`",
                    Need.parse("String n").missing(shell));
            assertTrue(
                    Need.parse("int m").missing(shell).startsWith("there is no variable `int m`"));
            assertNull(Need.parse("double half(double)").missing(shell));
            assertEquals(
                    "your `half` takes (double); expected `double half(int)`",
                    Need.parse("double half(int)").missing(shell));
            assertEquals(
                    "your `half` returns `double`; expected `int`",
                    Need.parse("int half(double)").missing(shell));
        }
    }
}
