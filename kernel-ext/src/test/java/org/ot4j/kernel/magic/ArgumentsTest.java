package org.ot4j.kernel.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ArgumentsTest {
    private static final CommandSpec TIMEIT =
            CommandSpec.create()
                    .addOption(OptionSpec.builder("-r", "--rounds").type(int.class).build())
                    .addOption(OptionSpec.builder("-q").type(boolean.class).build());

    @Test
    void wordsArePartedByBlanksAndQuotesKeepThem() {
        assertEquals(List.of("a", "b"), Arguments.words("  a\t b "));
        assertEquals(List.of("my file.csv", ""), Arguments.words("\"my file.csv\" \"\""));
        assertEquals(List.of("--to=a b"), Arguments.words("--to=\"a b\""));
        assertEquals(List.of(), Arguments.words(" "));
    }

    @Test
    void aBackslashIsOneButForAQuoteBehindIt() {
        assertEquals(List.of("C:\\data\\x"), Arguments.words("C:\\data\\x"));
        assertEquals(List.of("say \"hi\""), Arguments.words("\"say \\\"hi\\\"\""));
    }

    @Test
    void theLineBehindOptionsIsOneWordSignBySign() {
        assertEquals(
                List.of("-r", "3", "-q", "--", "f(\"a  b\", -1)"),
                Arguments.andLine("-r 3 -q f(\"a  b\", -1)", TIMEIT));
        assertEquals(List.of("-r3", "--", "x"), Arguments.andLine("-r3 x", TIMEIT));
        assertEquals(List.of("--rounds=3", "--", "x"), Arguments.andLine("--rounds=3 x", TIMEIT));
    }

    @Test
    void whatOnlyLooksLikeAnOptionIsJava() {
        assertEquals(List.of("--", "-1 + 2"), Arguments.andLine("-1 + 2", TIMEIT));
        assertEquals(List.of("--", "--i_1"), Arguments.andLine("--i_1", TIMEIT));
        assertEquals(List.of("--unknown"), Arguments.andLine("--unknown", TIMEIT));
    }

    @Test
    void aLineRemembersHowItWasWritten() {
        var line = new Arguments.Line("\"a  b\" c");
        assertEquals("\"a  b\" c", line.text());
        assertEquals(List.of("a  b", "c"), line);
    }
}
