package org.ot4j.kernel.magic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ot4j.data.DataFolder;

/** The available data sets: generated ones, well-known ones, and those in the data folders. */
final class DataShelf {
    private static final Pattern PICTURE =
            Pattern.compile(".+\\.(jpg|jpeg|png|pgm|ppm|pbm|pnm|bmp|gif)");
    private static final Pattern TABLE = Pattern.compile(".+\\.csv");

    private DataShelf() {}

    static List<DataChoice> all() {
        var choices = new ArrayList<DataChoice>();
        choices.add(made("gaussians", "25 Gaussians on a grid", "GaussianMixture.grid(5, 0.05)"));
        choices.add(made("ring", "8 Gaussians on a ring", "GaussianMixture.ring(8, 2, 0.1)"));
        choices.add(DataChoice.made("moons", "two half moons", "Synthetic.twoMoons(%d, 0.1, %dL)"));
        choices.add(
                DataChoice.made(
                        "swiss-roll",
                        "a rolled plane in space",
                        "Synthetic.swissRoll(%d, 0.05, %dL)"));
        choices.add(made("digits", "drawn digits, 28 × 28", "RenderedDigits.standard()"));
        mnist(choices, "mnist", "handwritten digits", "DIGITS", 9_912_422, 1_648_877);
        mnist(choices, "fashion-mnist", "clothes", "FASHION", 26_421_880, 4_422_102);
        mnist(choices, "kmnist", "Japanese letters", "KUZUSHIJI", 18_165_135, 3_041_136);
        DataFolder.roots().forEach(root -> folders(choices, root));
        return choices;
    }

    private static DataChoice made(String name, String what, String source) {
        return DataChoice.made(name, what, source + ".sample(%d, %dL)");
    }

    private static void mnist(
            List<DataChoice> choices, String name, String what, String set, long train, long test) {
        choices.add(idx(name, what + ", test", "Mnist." + set + ".testSet()", name, "t10k", test));
        choices.add(
                idx(
                        name + "-train",
                        what + ", training",
                        "Mnist." + set + ".trainSet()",
                        name,
                        "train",
                        train));
    }

    private static DataChoice idx(
            String name, String what, String code, String folder, String part, long download) {
        List<Path> files =
                Stream.of("-images-idx3-ubyte", "-labels-idx1-ubyte")
                        .map(kind -> folder + "/" + part + kind)
                        .flatMap(file -> Stream.of(file, file + ".gz").map(DataFolder::find))
                        .filter(Objects::nonNull)
                        .toList();
        boolean here = files.size() >= 2;
        return new DataChoice(
                name, what, here ? files : List.of(), here ? 0 : download, false, code);
    }

    /** Folders of pictures and CSV files directly inside a root. */
    private static void folders(List<DataChoice> choices, Path root) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> inside = Files.list(root)) {
            for (Path path : inside.sorted().toList()) {
                String name = path.getFileName().toString();
                boolean known = choices.stream().anyMatch(c -> c.name().equals(name));
                if (known || name.startsWith(".")) {
                    continue;
                }
                if (Files.isDirectory(path) && holdsPictures(path)) {
                    String code = "ImageFolder.in(" + quoted(name) + ").load()";
                    choices.add(here(name, "a folder of pictures", path, code));
                } else if (matches(path, TABLE)) {
                    String code = "DataSet.csv(DataFolder.find(" + quoted(name) + "))";
                    choices.add(here(name, "a table", path, code));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataChoice here(String name, String what, Path path, String code) {
        return new DataChoice(name, what, List.of(path), 0, false, code);
    }

    /** Whether a folder or one of its subfolders has a readable picture. */
    private static boolean holdsPictures(Path folder) throws IOException {
        boolean[] found = {false};
        walk(
                folder,
                2,
                file -> {
                    found[0] |= matches(file, PICTURE);
                    return !found[0];
                });
        return found[0];
    }

    /** Visits the files of a folder while {@code visitor} wants more; skips what cannot be read. */
    private static void walk(Path folder, int depth, Predicate<Path> visitor) throws IOException {
        Files.walkFileTree(
                folder,
                EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                depth,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path inside, BasicFileAttributes a) {
                        return !inside.equals(folder) && isHidden(inside)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        return isHidden(file) || visitor.test(file)
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.TERMINATE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static boolean matches(Path file, Pattern ending) {
        return ending.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT)).matches()
                && Files.isRegularFile(file);
    }

    /** As a Java literal; a file name may contain any character but a slash. */
    private static String quoted(String text) {
        var literal = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                literal.append('\\').append(c);
            } else if (c < ' ') {
                literal.append(String.format("\\%03o", (int) c));
            } else {
                literal.append(c);
            }
        }
        return literal.append('"').toString();
    }

    /** Total size on disk of files and of the contents of folders, in bytes. */
    static long size(List<Path> paths) {
        long[] sum = {0};
        for (Path path : paths) {
            try {
                walk(
                        path,
                        Integer.MAX_VALUE,
                        file -> {
                            sum[0] += file.toFile().length();
                            return true;
                        });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sum[0];
    }
}
