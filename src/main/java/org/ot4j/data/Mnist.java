package org.ot4j.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ot4j.internal.Check;

/**
 * MNIST and data sets in the same format: 60,000 training and 10,000 test pictures of shape (1, 28,
 * 28) in ten classes. They are read from a local data folder if it has the files (see {@link
 * DataFolder}: {@code mnist}, {@code fashion-mnist} or {@code kmnist} in it, plain or gzip),
 * otherwise downloaded once.
 *
 * <pre>{@code
 * var digits = Mnist.test().subset(2_560, 42);
 * var shoes = Mnist.FASHION.trainSet().ofClass(7);
 * }</pre>
 */
public enum Mnist {
    /** Handwritten digits (LeCun et al. 1998). */
    DIGITS(
            "MNIST",
            "mnist",
            List.of(
                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                    "https://storage.googleapis.com/cvdf-datasets/mnist/"),
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c"),
    /** Pictures of clothes (Xiao et al. 2017). */
    FASHION(
            "Fashion-MNIST",
            "fashion-mnist",
            List.of(
                    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
                    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
            List.of(
                    "T-shirt/top",
                    "Trouser",
                    "Pullover",
                    "Dress",
                    "Coat",
                    "Sandal",
                    "Shirt",
                    "Sneaker",
                    "Bag",
                    "Ankle boot"),
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310"),
    /** Cursive Japanese (Clanuwat et al. 2018). */
    KUZUSHIJI(
            "Kuzushiji-MNIST",
            "kmnist",
            List.of("https://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
            List.of("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
            "bdb82020997e1d708af4cf47b453dcf7",
            "e144d726b3acfaa3e44228e80efcd344",
            "5c965bf0a639b31b8f53240b1b52f4d7",
            "7320c461ea6c1c855c0b718fb2a4b134");

    private final String title;
    private final String folder;
    private final List<String> mirrors;
    private final List<String> classes;
    private final String[] md5;

    Mnist(String title, String folder, List<String> mirrors, List<String> classes, String... md5) {
        this.title = title;
        this.folder = folder;
        this.mirrors = mirrors;
        this.classes = classes;
        this.md5 = md5;
    }

    /** The 60,000 training digits of MNIST. */
    public static DataSet train() {
        return DIGITS.trainSet();
    }

    /** The 10,000 test digits of MNIST. */
    public static DataSet test() {
        return DIGITS.testSet();
    }

    /** The 60,000 training pictures. */
    public DataSet trainSet() {
        return load("train", 0);
    }

    /** The 10,000 test pictures. */
    public DataSet testSet() {
        return load("t10k", 2);
    }

    /**
     * The 60,000 training pictures if a data folder has their files; never downloads.
     *
     * <pre>{@code
     * var digits = Mnist.DIGITS.trainSetIfHere().orElseGet(() -> RenderedDigits.standard().sample(60_000, 1));
     * }</pre>
     */
    public Optional<DataSet> trainSetIfHere() {
        return isHere("train") ? Optional.of(trainSet()) : Optional.empty();
    }

    /**
     * The 10,000 test pictures if a data folder has their files; never downloads.
     *
     * <pre>{@code
     * var digits = Mnist.DIGITS.testSetIfHere().orElseGet(() -> RenderedDigits.standard().sample(10_000, 1));
     * }</pre>
     */
    public Optional<DataSet> testSetIfHere() {
        return isHere("t10k") ? Optional.of(testSet()) : Optional.empty();
    }

    private boolean isHere(String part) {
        return local(part + "-images-idx3-ubyte") != null
                && local(part + "-labels-idx1-ubyte") != null;
    }

    private DataSet load(String part, int checksum) {
        Path images = file(part + "-images-idx3-ubyte", md5[checksum]);
        Path labels = file(part + "-labels-idx1-ubyte", md5[checksum + 1]);
        DataSet data = Idx.read(images, labels);
        int[] numbers = data.labels();
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] >= 10) {
                throw Check.error("label " + i + " of " + labels, numbers[i], "below 10");
            }
        }
        String name = title + (checksum == 0 ? " training" : " test");
        return data.withClassNames(classes).named(name);
    }

    /** The file in a data folder, plain or gzip, or null. */
    private Path local(String name) {
        Path plain = DataFolder.find(folder + "/" + name);
        return plain != null ? plain : DataFolder.find(folder + "/" + name + ".gz");
    }

    private Path file(String name, String checksum) {
        Path here = local(name);
        if (here != null) {
            return here;
        }
        Path target = DataFolder.downloads().resolve(folder).resolve(name + ".gz");
        List<URI> sources =
                mirrors.stream().map(mirror -> URI.create(mirror + name + ".gz")).toList();
        return Download.fetch(sources, target, checksum, Download.Limits.USUAL);
    }
}
