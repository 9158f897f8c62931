package org.ot4j.data;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;

/**
 * A folder of pictures (JPEG, PNG, PGM and its family, BMP, GIF) as a data set. Files are decoded
 * on demand, in parallel, and kept in a bounded cache. Samples are ordered by their paths below the
 * folder, on every file system.
 *
 * <p><b>Classes</b> are the folders directly inside, numbered in the order of their names; both
 * parts of a {@link #split} use the same numbers. As in torchvision, links to files and folders are
 * followed (a folder that contains itself is entered once), pictures may be at any depth, and a
 * class without any picture is an error. Hidden files and folders, whose names begin with a dot,
 * and what archives and file servers leave behind ({@code __MACOSX}, {@code @eaDir}) are ignored.
 *
 * <p><b>Pictures</b> are rotated upright by the EXIF orientation of JPEG and PNG. Transparent
 * pixels are put on white. CMYK and YCCK become RGB, by the ICC profile that they carry; 16 bits
 * per channel become 8; an animation yields its first frame. A truncated file, or one whose header
 * claims more than 2²⁷ pixels, is an error that names it, as is a folder without read permission.
 *
 * <pre>{@code
 * var faces = ImageFolder.in("faces").grey().size(64, 64).load();
 * var celebA = ImageFolder.celebA(path).split(0.9, 42);       // by a hash of each file's name
 * }</pre>
 */
public final class ImageFolder {
    private static final long DEFAULT_CACHE = 512L << 20;

    private final Path folder;
    private final PictureDecoder decoder;
    private final boolean skip;
    private final long cacheBytes;

    private ImageFolder(Path folder, PictureDecoder decoder, boolean skip, long cacheBytes) {
        this.folder = folder;
        this.decoder = decoder;
        this.skip = skip;
        this.cacheBytes = cacheBytes;
    }

    /**
     * RGB pictures in their original size, which must be the same for all unless a size is given.
     */
    public static ImageFolder of(Path folder) {
        Check.notNull(folder, "folder");
        return new ImageFolder(folder, new PictureDecoder(3, 0, 0, 0), false, DEFAULT_CACHE);
    }

    /** A folder found by name in the data folders; see {@link DataFolder}. */
    public static ImageFolder in(String name) {
        Path folder = DataFolder.find(name);
        if (folder == null) {
            throw new UncheckedIOException(
                    "no folder " + name + " in any of " + DataFolder.roots(),
                    new NoSuchFileException(name));
        }
        return of(folder);
    }

    /**
     * CelebA as in Wasserstein Auto-Encoders (section 4): the centred 140 x 140 of the aligned
     * pictures, resized to 64 x 64, RGB.
     */
    public static ImageFolder celebA(Path folder) {
        return of(folder).centreCrop(140).size(64, 64);
    }

    /** One channel, by ITU-R 601 luma. */
    public ImageFolder grey() {
        return with(new PictureDecoder(1, decoder.crop(), decoder.height(), decoder.width()));
    }

    /** Three channels, red, green and blue; grey pictures get three equal ones. */
    public ImageFolder rgb() {
        return with(new PictureDecoder(3, decoder.crop(), decoder.height(), decoder.width()));
    }

    /** Keeps the centred square of {@code side} pixels; a smaller picture is an error. */
    public ImageFolder centreCrop(int side) {
        Check.atLeast(side, 1, "side");
        return with(
                new PictureDecoder(decoder.channels(), side, decoder.height(), decoder.width()));
    }

    /**
     * Resizes (bilinear, without aliasing). Unless {@link #centreCrop} says otherwise, the largest
     * centred box of the same proportions is kept, so that nothing is distorted.
     */
    public ImageFolder size(int height, int width) {
        Check.atLeast(height, 1, "height");
        Check.atLeast(width, 1, "width");
        return with(new PictureDecoder(decoder.channels(), decoder.crop(), height, width));
    }

    /**
     * Leaves out pictures that cannot be decoded, folders that may not be read and classes without
     * pictures, which are errors otherwise. The number of pictures and folders left out is printed
     * to the error stream, with the first of them.
     */
    public ImageFolder skipUnreadable() {
        return new ImageFolder(folder, decoder, true, cacheBytes);
    }

    /** How much memory decoded pictures may take, in bytes; 512 MiB by default. */
    public ImageFolder cache(long bytes) {
        Check.that(bytes >= 0, "bytes", bytes, "at least 0");
        return new ImageFolder(folder, decoder, skip, bytes);
    }

    private ImageFolder with(PictureDecoder changed) {
        return new ImageFolder(folder, changed, skip, cacheBytes);
    }

    /**
     * All pictures of the folder.
     *
     * @throws UncheckedIOException if there are no pictures, or something in the folder cannot be
     *     read; see the class description
     */
    public DataSet load() {
        PictureTree tree = tree();
        return load(tree, tree.files(), "");
    }

    /**
     * A split into two parts, chosen for each picture by a hash of the seed and its path in the
     * folder: adding a file does not move any other.
     *
     * @param fraction expected share of the training part, in (0, 1)
     */
    public DataSet.Split split(double fraction, long seed) {
        Check.that(fraction > 0 && fraction < 1, "fraction", fraction, "a number in (0, 1)");
        PictureTree tree = tree();
        Predicate<Path> training = file -> hash(tree.relative(file), seed) < fraction;
        List<Path> files = tree.files();
        return new DataSet.Split(
                load(tree, files.stream().filter(training).toList(), " (training)"),
                load(tree, files.stream().filter(training.negate()).toList(), " (test)"));
    }

    private static double hash(String name, long seed) {
        var digest = Fingerprint.sha256();
        digest.update(ByteBuffer.allocate(8).putLong(seed).array());
        byte[] bytes = digest.digest(name.getBytes(StandardCharsets.UTF_8));
        return (ByteBuffer.wrap(bytes).getLong() >>> 11) * 0x1p-53;
    }

    private PictureTree tree() {
        if (!Files.isDirectory(folder)) {
            throw new UncheckedIOException(
                    folder + " is not a folder", new NoSuchFileException(folder.toString()));
        }
        PictureTree tree;
        try {
            tree = PictureTree.of(folder);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (!tree.unread().isEmpty()) {
            IOException first = tree.unread().get(0);
            if (!skip) {
                throw unreadable(first);
            }
            tell(tree.unread().size() + " folders or files", first.toString());
        }
        return tree;
    }

    private UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException("the folder " + folder + " cannot be read: " + e, e);
    }

    private void tell(String what, String first) {
        System.err.println("ot4j: " + what + " of " + folder + " left out; the first: " + first);
    }

    private DataSet load(PictureTree tree, List<Path> files, String part) {
        if (files.isEmpty()) {
            throw new UncheckedIOException(
                    "there is no picture in "
                            + folder
                            + part
                            + "; known extensions: "
                            + PictureTree.ENDINGS,
                    new NoSuchFileException(folder.toString()));
        }
        int[] size = size(files);
        var pictures = new PictureFiles(files, decoder, size[0], size[1], cacheBytes);
        List<String> classes = classes(tree);
        int[] labels =
                classes.size() < 2
                        ? null
                        : files.stream().mapToInt(f -> classes.indexOf(className(f))).toArray();
        var data =
                new DataSet(
                        folder.getFileName() + part,
                        new Shape(decoder.channels(), size[0], size[1]),
                        pictures,
                        labels,
                        labels == null ? List.of() : classes);
        return skip ? data.rows(readable(pictures)) : data;
    }

    private List<String> classes(PictureTree tree) {
        List<String> classes =
                tree.files().stream().map(this::className).distinct().sorted().toList();
        List<String> empty = new ArrayList<>(tree.folders());
        empty.removeAll(classes);
        // Pictures directly in the folder make it a folder of pictures, whatever else is in it.
        if (!skip && !empty.isEmpty() && !classes.contains("")) {
            throw new UncheckedIOException(
                    "there is no picture for the class "
                            + empty.get(0)
                            + " in "
                            + folder.resolve(empty.get(0))
                            + "; remove the folder, or take skipUnreadable()",
                    new NoSuchFileException(folder.resolve(empty.get(0)).toString()));
        }
        return classes;
    }

    private String className(Path file) {
        Path inside = folder.relativize(file);
        return inside.getNameCount() == 1 ? "" : inside.getName(0).toString();
    }

    private int[] size(List<Path> files) {
        if (decoder.height() > 0) {
            return new int[] {decoder.height(), decoder.width()};
        }
        IOException failure = null;
        for (Path file : files) {
            try {
                var first = decoder.decode(file);
                return new int[] {first.height(), first.width()};
            } catch (IOException e) {
                failure = new IOException(file + ": " + e.getMessage(), e);
                if (!skip) {
                    break;
                }
            }
        }
        throw new UncheckedIOException(
                "the picture " + failure.getMessage() + ", cannot be used", failure);
    }

    private int[] readable(PictureFiles pictures) {
        List<Integer> kept = new ArrayList<>();
        int step = 256;
        try (var progress = Progress.start("reading pictures", pictures.size())) {
            for (int from = 0; from < pictures.size(); from += step) {
                if (Progress.stopRequested()) {
                    throw new CancellationException("reading pictures was stopped");
                }
                int to = Math.min(pictures.size(), from + step);
                kept.addAll(
                        IntStream.range(from, to)
                                .parallel()
                                .filter(pictures::readable)
                                .boxed()
                                .toList());
                progress.update(to);
            }
        }
        if (kept.isEmpty()) {
            throw new UncheckedIOException(
                    "no picture in " + folder + " can be used",
                    new NoSuchFileException(folder.toString()));
        }
        if (kept.size() < pictures.size()) {
            tell(pictures.size() - kept.size() + " pictures", pictures.firstFault());
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }
}
