package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvPointsTest {
    @TempDir Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("points.csv"), text);
    }

    private String refused(String text) throws Exception {
        Path file = file(text);
        var e = assertThrows(IllegalArgumentException.class, () -> DataSet.csv(file));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
        return e.getMessage();
    }

    private static void assertSays(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void oneWordInAColumnOfNumbersIsNamed() throws Exception {
        var text = new StringBuilder("a,b\n");
        for (int i = 0; i < 5_000; i++) {
            text.append(i).append(',').append(i).append('\n');
        }
        assertEquals(5_001, DataSet.csv(file(text + "1,1\n")).size());
        assertSays(
                refused(text + "x,1\n"),
                "line 5002, row 5000 of column \"a\"",
                "\"x\"",
                "expected a number, as in 5000 rows");
        assertSays(refused("a,b\n1,2\n3;4,5\n"), "line 3, row 1 of column \"a\"", "\"3;4\"");
        assertSays(refused("a,b\n1,2\n2024-01-01,5\n"), "\"2024-01-01\"");
        assertSays(refused("a,b\n1,2\n\"1,234\",5\n"), "\"1,234\"");
    }

    @Test
    void wordsAreLeftOutAndAFewNumbersAmongThemAreWords() throws Exception {
        var text = new StringBuilder("title,year\n");
        for (int i = 0; i < 20; i++) {
            text.append("book").append(i).append(",2000\n");
        }
        DataSet data = DataSet.csv(file(text + "1984,1949\n"));
        assertEquals(1, data.sampleShape().size());
        assertEquals(1949, data.floats(20)[0]);
    }

    @Test
    void allRowsHaveASayInWhatAColumnIs() throws Exception {
        var text = new StringBuilder("x,y\n");
        for (int i = 0; i < 70_000; i++) {
            text.append(i == 61_237 ? "0.125" : "0").append(i == 33_333 ? ",3.5\n" : ",1\n");
        }
        DataSet data = DataSet.csv(file(text.toString()));
        assertArrayEquals(new float[] {0.125f, 1}, data.floats(61_237));
        assertArrayEquals(new float[] {0, 3.5f}, data.floats(33_333));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NA", "NaN", "nan", "null", "inf", "-Infinity", "1e99"})
    void whatIsNoFiniteNumberIsNamed(String value) throws Exception {
        assertSays(
                refused("a,b\n1,2\n3," + value + "\n"),
                "line 3, row 1 of column \"b\" = \"" + value + "\"",
                "a finite number");
    }

    @Test
    void raggedRowsAndEmptyFilesAreNamed() throws Exception {
        assertSays(refused("a,b\n1,2\n3,4,5\n"), "line 3, row 1 = 3 values", "expected 2");
        assertSays(refused("a,b\n1\n"), "line 2, row 0 = 1 values");
        assertSays(refused(""), "empty", "a CSV file with a header");
        assertSays(refused("a,b\n"), "at least one row");
        assertSays(refused("a,b,a\n1,2,3\n"), "each name once, not \"a\" again");
        assertSays(refused("0.5,2.25\n1,2\n"), "the names of the columns, not a point");
        assertSays(refused("a,b\nx,y\n"), "at least one column of numbers");
        assertEquals(2, DataSet.csv(file("0,1\n0.5,2\n3,4\n")).size(), "columns by number");
    }

    @Test
    void whatIsNoTextIsNamed() throws Exception {
        Path open = file("a,b\n1,2\n\"3,4\n5,6\n");
        var e = assertThrows(UncheckedIOException.class, () -> DataSet.csv(open));
        assertSays(e.getMessage(), open.toString(), "line 3", "a quote that opens here");
        Path binary = folder.resolve("picture.csv");
        Files.write(binary, new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n', 0, 0});
        e = assertThrows(UncheckedIOException.class, () -> DataSet.csv(binary));
        assertSays(e.getMessage(), binary.toString(), "not text in UTF-8");
        Files.write(binary, "größe\n1\n".getBytes(StandardCharsets.ISO_8859_1));
        e = assertThrows(UncheckedIOException.class, () -> DataSet.csv(binary));
        assertSays(e.getMessage(), "not text in UTF-8");
        Files.write(binary, "a,b\n1,2\n3,\0\n".getBytes(StandardCharsets.UTF_8));
        e = assertThrows(UncheckedIOException.class, () -> DataSet.csv(binary));
        assertSays(e.getMessage(), "line 3", "not text");
        Path absent = folder.resolve("absent.csv");
        e = assertThrows(UncheckedIOException.class, () -> DataSet.csv(absent));
        assertSays(e.getMessage(), "no CSV file " + absent);
    }

    @Test
    void formsOfCsv() throws Exception {
        double[][] expected = {{1.5, 2}, {-3, 4e-3}};
        for (String text :
                List.of(
                        "a,b\n1.5,2\n-3,4e-3\n",
                        "\uFEFFa,b\r\n1.5,2\r\n-3,4e-3\r\n",
                        "a,b\n1.5,2\n-3,4e-3",
                        "a;b\n1,5;2\n-3;0,004\n",
                        "a\tb\n1.5\t2\n-3\t4e-3\n",
                        " a , b \n 1.5 , 2 \n\n -3 , \"4e-3\" \n",
                        "a,b,\n1.5,2,\n-3,4e-3,\n")) {
            double[][] found = DataSet.csv(file(text)).toArray();
            for (int i = 0; i < 2; i++) {
                assertArrayEquals(expected[i], found[i], 1e-9, text);
            }
        }
        Files.write(
                folder.resolve("u.csv"), "\uFEFFa,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE));
        assertArrayEquals(new float[] {1, 2}, DataSet.csv(folder.resolve("u.csv")).floats(0));
    }

    @Test
    void classesInQuotesAndOtherScripts() throws Exception {
        Path file = file("klasse,größe\n\"naïve,\nor not\",1.5\n猫,2.5\n\"say \"\"so\"\"\",3.5\n");
        DataSet data = DataSet.csv(file, "KLASSE");
        assertEquals(List.of("naïve,\nor not", "say \"so\"", "猫"), data.classNames());
        assertArrayEquals(new int[] {0, 2, 1}, data.labels());
        Path missing = file("k,v\na,1\n,2\n");
        var e = assertThrows(IllegalArgumentException.class, () -> DataSet.csv(missing, "k"));
        assertSays(e.getMessage(), "line 3, row 1 of column \"k\"", "a class");
        e = assertThrows(IllegalArgumentException.class, () -> DataSet.csv(missing, "w"));
        assertSays(e.getMessage(), "labelColumn = w", "[k, v]");
    }
}
