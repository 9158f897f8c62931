package org.ot4j.papers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each statement of the papers has its place in the code, and docs/equations.md says which. */
class EquationsPageTest {
    /** What a reader of Markdown could take for markup: see the list's head. */
    private static final Pattern MARKUP =
            Pattern.compile("[|*<>`$~]|\\\\[^A-Za-z]|(^|[^A-Za-z0-9])_");

    @TempDir Path folder;

    /** Maven starts tests in src, others in the root. */
    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        return root;
    }

    @Test
    void eachStatementHasOneOwnerOrAReason() throws IOException {
        assertEquals(List.of(), new EquationsPage(root()).faults());
    }

    @Test
    void thePageIsWhatTheTagsGive() throws IOException {
        var page = new EquationsPage(root());
        assertEquals(page.text(), page.stored(), "run " + EquationsPage.COMMAND);
    }

    @Test
    void formulasAreNoMarkup() throws IOException {
        for (var statement : new EquationsPage(root()).statements()) {
            assertFalse(MARKUP.matcher(statement.formula()).find(), statement::formula);
            assertFalse(statement.formula().isBlank(), statement::reference);
        }
    }

    @Test
    void theKeysAreThoseOfThePapersPage() throws IOException {
        var listed = new TreeSet<String>();
        new EquationsPage(root()).statements().forEach(statement -> listed.add(statement.key()));
        var defined = new TreeSet<String>();
        Pattern.compile("(?m)^\\| \\*\\*(\\S+)\\*\\* \\|")
                .matcher(Files.readString(root().resolve("docs/papers.md")))
                .results()
                .forEach(row -> defined.add(row.group(1)));
        assertEquals(defined, listed);
    }

    @Test
    void ownersAreFoundWhereverATagMayStand() throws IOException {
        var page =
                page(
                        "A 1 | first | x\nA Alg. 1 | second | y\nA Thm. 2 | third | z\nB 1 | f | x",
                        """
                        package p;
                        /**
                         * A class.
                         *
                         * TAG A 1
                         * TAG A Alg. 1
                         */
                        class One {
                            String text = "TAG A 9";
                            enum Two {
                                /**
                                 * A constant.
                                 *
                                 * TAG A Thm. 2
                                 */
                                THREE {
                                    /** TAG B 1 */
                                    int four(int five) {
                                        return five;
                                    }
                                }
                            }
                        }
                        """);
        assertEquals(List.of(), page.faults());
        assertEquals(
                List.of("One", "One", "One.Two.THREE", "One.Two.THREE.four"),
                page.owners().stream().map(EquationsPage.Owner::member).toList());
        assertTrue(
                page.text().contains("| Eq. 1 | first: $x$ | [`One`](../src/One.java) |"),
                page::text);
        assertTrue(page.text().contains("| [`One.Two`](../src/One.java)<br>`THREE` |"), page::text);
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        assertFault(
                "expected a key of [A]",
                "A 1 | n | x",
                "/** TAG A 1 */ class C {}",
                "/** TAG B 1 */ class D {}");
        assertFault(
                "\"A 2\" at D",
                "A 1 | n | x",
                "/** TAG A 1 */ class C {}",
                "/** TAG A 2 */ class D {}");
        assertFault(
                "\"A\" at D",
                "A 1 | n | x",
                "/** TAG A 1 */ class C {}",
                "/** TAG A\n * 1 */ class D {}");
        assertFault(
                "A 2: expected one owner, found []",
                "A 1 | n | x\nA 2 | n | x",
                "/** TAG A 1 */ class C {}");
        assertFault(
                "A 1: expected one owner, found [C, D]",
                "A 1 | n | x",
                "/** TAG A 1 */ class C {}",
                "/** TAG A 1 */ class D {}");
        assertFault(
                "A 1: listed as not computed, but owned by [C]",
                "A 1 | n | x | a proof step",
                "/** TAG A 1 */ class C {}");
        assertFault(
                "a tag that is in no Javadoc",
                "A 1 | n | x",
                "/** TAG A 1 */ class C {\n /* TAG A 1 */ int x; }");
        assertFault("twice", "A 1 | n | x | r\nA 1 | n | x | r");
    }

    @Test
    void testsAreFoundByWhatTheyCite() throws IOException {
        Path root = Files.createTempDirectory(folder, "root");
        Path list = root.resolve("src/test/resources/org/ot4j/papers/statements.txt");
        Files.createDirectories(list.getParent());
        var cited =
                List.of("WAE 4", "WAE 5", "C-VAE Alg. 2", "VEGAN Prop. 3", "C-VAE 18", "GPC WVAE");
        var others = List.of("WAE 1", "C-VAE Alg. 3", "VEGAN Prop. 5", "GPC MKE", "VEGAN 4");
        var lines = new StringBuilder();
        Stream.concat(cited.stream(), others.stream())
                .forEach(r -> lines.append(r).append(" | name | x | a reason\n"));
        Files.writeString(list, lines);
        Path tests = Files.createDirectories(root.resolve("src/test/java/p"));
        Files.writeString(
                tests.resolve("SomeTest.java"),
                """
                /**
                 * WAE Eq. 4 and 5, C-VAE
                 * Algorithms 1 and 2 (VEGAN Propositions 2 to 4); C-VAE, Eq. 18. GPC WVAE.
                 */
                class SomeTest {}
                """);
        String text = new EquationsPage(root).text();
        List<String> found =
                text.lines()
                        .filter(l -> l.contains("[`SomeTest`](../src/test/java/p/SomeTest.java)"))
                        .map(l -> l.substring(2, l.indexOf(" | ", 2)))
                        .toList();
        assertEquals(List.of("Eq. 4", "Eq. 5", "Alg. 2", "Prop. 3", "Eq. 18", "WVAE"), found, text);
    }

    private void assertFault(String expected, String statements, String... sources)
            throws IOException {
        List<String> faults = page(statements, sources).faults();
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains(expected), faults::toString);
    }

    private EquationsPage page(String statements, String... sources) throws IOException {
        Path root = Files.createTempDirectory(folder, "root");
        Path list = root.resolve("src/test/resources/org/ot4j/papers/statements.txt");
        Files.createDirectories(list.getParent());
        Files.writeString(list, "# a comment\n\n" + statements + "\n");
        for (String source : sources) {
            String code = source.replace("TAG", "@" + "equation");
            var name = Pattern.compile("class (\\w+)").matcher(code);
            assertTrue(name.find());
            Files.writeString(root.resolve("src/" + name.group(1) + ".java"), code);
        }
        return new EquationsPage(root);
    }
}
