package org.ot4j.kernel.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MagicScanTest {
    private static String scan(String code) {
        return MagicScan.replace(
                code,
                m ->
                        "<"
                                + m.name()
                                + "|"
                                + m.arguments()
                                + (m.body() == null ? "" : "|" + m.body())
                                + ">");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int r = total\n    %size;",
                "int r = (a + b)\n%size;",
                "int r = xs[0]\n%size;",
                "int r = switch (k) { case 1 -> 5; default -> 7; }\n%size;",
                "return new int[] {1}.length\n%size;",
                "var t = \"\"\"\n%who x\n100 %time\n\"\"\";",
                "var t = \"\"\"\n\\\"\"\"\n%who\n\"\"\";",
                "\"\" + '\"' + \"x=%d\".formatted(4)",
                "char c = '\\'';\nString s = \"\n%d\";",
                "// a comment\n// %time x\n/* \n%who\n*/ 5 % 3",
                "String s = \"= %who\";",
                "int r = 7 % who;",
                "a %= b;",
                "%",
                "\"%n\"",
                "System.out.printf(\"%d %n\", 3 %four);"
            })
    void otherPercentSignsStay(String code) {
        assertEquals(code, scan(code));
    }

    @Test
    void magicsAreFoundWhereStatementsBegin() {
        assertEquals("<who|>;", scan("%who"));
        assertEquals("  <who|>;\nint a;", scan("  %who\nint a;"));
        assertEquals("int a;\n<time|a>;\n<who|>;", scan("int a;\n%time a\n%who"));
        assertEquals("if (a == b) { }\n<who|>;", scan("if (a == b) { }\n%who"));
        assertEquals(
                "while ((l = f()) != 0) { }\n<who|>;", scan("while ((l = f()) != 0) { }\n%who"));
        assertEquals(
                "for (int i = 0; i <= n; i++) {\n  <who|>;\n}\n<who|>;",
                scan("for (int i = 0; i <= n; i++) {\n  %who\n}\n%who"));
        assertEquals("class A { int x = 3; }\n<who|>;", scan("class A { int x = 3; }\n%who"));
        assertEquals("// c\n<who|>;", scan("// c\n%who"));
        assertEquals("Runnable r = () -> { };\n<who|>;", scan("Runnable r = () -> { };\n%who"));
        assertEquals("var x = <data|moons -n 3>;", scan("var x = %data moons -n 3"));
        assertEquals("int a;\r\n<who|>;\r\nint b;", scan("int a;\r\n%who\r\nint b;"));
        assertEquals("<addMaven-x|a:b>;", scan("%addMaven-x a:b"));
    }

    @Test
    void theLineAndTheBodyAreHandedOverAsWritten() {
        String java = "x(\"a  b\", '\\n', \"\\\"\")";
        assertEquals("<time|" + java + ">;", scan("%time " + java));
        assertEquals(
                "<time|-r 3|" + java + "\n%who\n>;", scan("%%time -r 3\n" + java + "\n%who\n"));
        assertEquals("<time||>;", scan("%%time"));
        assertEquals("<time||x>;", scan("\n%%time\r\nx"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b  c|a,b,c",
                "`a \"b  c\" d`|a,b  c,d",
                "C:\\data\\x|C:\\data\\x",
                "`say \\\"hi\\\"`|say,\"hi\"",
                "`\"\" a`|,a"
            })
    void wordsArePartedByBlanks(String line, String words) {
        assertEquals(List.of(words.split(",", -1)), Arguments.words(line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-r 3 -w 0.1 f(\"a  b\", -1)|-r,3,-w,0.1,--,f(\"a  b\"; -1)",
                "-r3 x|-r3,--,x",
                "-x * 2|--,-x * 2",
                "--x|--what",
                "-1|--,-1",
                "x - r|--,x - r"
            })
    void optionsComeBeforeJava(String line, String words) {
        var spec = Magics.parser("timeit", new TimeitMagic()).getCommandSpec();
        if (line.equals("--x")) {
            assertEquals(List.of("--what", "--", "1"), Arguments.andLine("--what 1", spec));
            return;
        }
        String expected = words.replace("; ", "\u0000");
        var all = List.of(expected.split(","));
        assertEquals(
                all.stream().map(w -> w.replace("\u0000", ", ")).toList(),
                Arguments.andLine(line, spec));
    }
}
