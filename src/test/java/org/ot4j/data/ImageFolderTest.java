package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Levels expected are those of Pillow 12 (crop, resize with BILINEAR, convert("L")). */
class ImageFolderTest {
    @TempDir Path folder;

    /** 50 x 40 with r = 5x, g = 6y, b = 3(x + y), modulo 256. */
    private static BufferedImage pattern() {
        var image = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 50; x++) {
                int rgb = (5 * x & 255) << 16 | (6 * y & 255) << 8 | (3 * (x + y) & 255);
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private Path png(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(pattern(), "png", file.toFile());
        return file;
    }

    private static int level(float[] values, int at) {
        return Math.round(255 * values[at]);
    }

    @Test
    void cropsAndResizesLikePillow() throws Exception {
        png("a.png");
        float[] small = ImageFolder.of(folder).size(16, 16).load().floats(0);
        int[][] expected = {{30, 6, 21}, {116, 49, 95}, {215, 228, 243}};
        int[] at = {0, 3 * 16 + 7, 255};
        for (int k = 0; k < 3; k++) {
            for (int c = 0; c < 3; c++) {
                assertEquals(expected[k][c], level(small, 256 * c + at[k]), 1, k + ", " + c);
            }
        }
        var sums = new int[3];
        for (int i = 0; i < small.length; i++) {
            sums[i / 256] += level(small, i);
        }
        assertEquals(31360, sums[0], 30);
        assertEquals(29952, sums[1], 30);
        assertEquals(33792, sums[2], 30);
        float[] large = ImageFolder.of(folder).size(80, 100).load().floats(0);
        assertEquals(156, level(large, 41 * 100 + 63), 1);
        assertEquals(122, level(large, 8000 + 41 * 100 + 63), 1);
        float[] grey = ImageFolder.of(folder).grey().load().floats(0);
        assertEquals(24, level(grey, 3 * 50 + 7));
        assertEquals(132, level(grey, 20 * 50 + 30));
        DataSet square = ImageFolder.of(folder).centreCrop(30).load();
        assertEquals(new Shape(3, 30, 30), square.sampleShape());
        assertEquals(50, level(square.floats(0), 0), "x = 10 at the left");
    }

    @Test
    void celebAKeepsTheMiddleAsThePaperDoes() throws Exception {
        var image = new BufferedImage(178, 218, BufferedImage.TYPE_INT_RGB);
        for (int y = 39; y < 179; y++) {
            for (int x = 19; x < 159; x++) {
                image.setRGB(x, y, 0xff8000);
            }
        }
        ImageIO.write(image, "png", folder.resolve("000001.png").toFile());
        DataSet data = ImageFolder.celebA(folder).load();
        assertEquals(new Shape(3, 64, 64), data.sampleShape());
        float[] values = data.floats(0);
        for (int i = 0; i < 4096; i++) {
            assertEquals(255, level(values, i), "nothing of the black frame");
            assertEquals(128, level(values, 4096 + i));
        }
    }

    @Test
    void readsJpegAndPgm() throws Exception {
        ImageIO.write(pattern(), "jpg", folder.resolve("a.jpg").toFile());
        byte[] head = "P5\n50 40\n255\n".getBytes(StandardCharsets.US_ASCII);
        byte[] pgm = Arrays.copyOf(head, head.length + 2000);
        for (int i = 0; i < 2000; i++) {
            pgm[head.length + i] = (byte) (i % 251);
        }
        Files.write(folder.resolve("b.pgm"), pgm);
        DataSet data = ImageFolder.of(folder).grey().load();
        assertEquals(2, data.size());
        float[] grey = data.floats(1);
        for (int i = 0; i < 2000; i++) {
            assertEquals(i % 251, level(grey, i), "a grey level is kept as it is");
        }
        assertEquals(132, level(data.floats(0), 20 * 50 + 30), 12, "JPEG loses a little");
    }

    @Test
    void foldersAreClassesAndPathsGiveTheOrder() throws Exception {
        png("dog/2.png");
        png("cat/9.png");
        png("dog/1.png");
        Files.writeString(folder.resolve("cat/notes.txt"), "no picture");
        DataSet data = ImageFolder.of(folder).size(8, 8).load();
        assertEquals(List.of("cat", "dog"), data.classNames());
        assertArrayEquals(new int[] {0, 1, 1}, data.labels());
        assertNull(ImageFolder.of(folder.resolve("dog")).size(8, 8).load().labels());
    }

    @Test
    void splitByHashMovesNoOtherFile() throws Exception {
        for (int i = 0; i < 40; i++) {
            png(i + ".png");
        }
        var loader = ImageFolder.of(folder).size(4, 4).cache(100);
        var before = loader.split(0.7, 1);
        assertEquals(40, before.train().size() + before.test().size());
        assertTrue(before.train().size() > 18 && before.train().size() < 38);
        png("more.png");
        var after = loader.split(0.7, 1);
        assertEquals(
                1,
                after.train().size()
                        - before.train().size()
                        + after.test().size()
                        - before.test().size());
        assertTrue(after.test().size() >= before.test().size());
        assertNotEquals(0, loader.split(0.7, 2).train().size());
    }

    @Test
    void cacheIsBoundedAndChangesNothing() throws Exception {
        for (int i = 0; i < 10; i++) {
            png(i + ".png");
        }
        var files = Files.list(folder).sorted().toList();
        var decoder = new PictureDecoder(3, 0, 8, 8);
        var pictures = new PictureFiles(files, decoder, 8, 8, 700);
        var first = new float[10 * 192];
        var second = new float[10 * 192];
        int[] all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        pictures.read(all, first);
        pictures.read(all, second);
        assertArrayEquals(first, second);
        assertTrue(
                pictures.cachedBytes() > 0 && pictures.cachedBytes() <= 700,
                "cached " + pictures.cachedBytes());
    }

    @Test
    void badPicturesAreNamedAndSkippedOnlyIfAsked() throws Exception {
        Path good = png("a.png");
        byte[] bytes = Files.readAllBytes(good);
        Files.write(folder.resolve("broken.png"), Arrays.copyOf(bytes, 60));
        Files.writeString(folder.resolve("text.jpg"), "no picture at all");
        DataSet data = ImageFolder.of(folder).size(8, 8).load();
        assertEquals(3, data.size());
        var e = assertThrows(UncheckedIOException.class, () -> data.floats(1));
        assertTrue(e.getMessage().contains("broken.png"), e.getMessage());
        e = assertThrows(UncheckedIOException.class, () -> data.floats(0, 2));
        assertTrue(e.getMessage().contains("text.jpg"), e.getMessage());
        assertEquals(1, ImageFolder.of(folder).size(8, 8).skipUnreadable().load().size());
        var crop = ImageFolder.of(folder).centreCrop(45);
        e = assertThrows(UncheckedIOException.class, crop::load);
        assertTrue(e.getMessage().contains("less than the crop of 45"), e.getMessage());
    }

    @Test
    void whatProgramsLeaveBehindIsNotSeen() throws Exception {
        png("cats/a.png");
        png("dogs/b.png");
        Path trace = png(".ipynb_checkpoints/a-checkpoint.png");
        for (String copy :
                List.of(
                        "cats/.ipynb_checkpoints/a-checkpoint.png",
                        "cats/._a.png",
                        "__MACOSX/cats/a.png",
                        "dogs/@eaDir/b.png/SYNOFILE_THUMB_M.jpg",
                        ".DS_Store",
                        "cats/Thumbs.db")) {
            Files.createDirectories(folder.resolve(copy).getParent());
            Files.copy(trace, folder.resolve(copy));
        }
        DataSet data = ImageFolder.of(folder).load();
        assertEquals(2, data.size());
        assertEquals(List.of("cats", "dogs"), data.classNames());
        // What the user names is looked into, hidden or not.
        assertEquals(1, ImageFolder.of(trace.getParent()).load().size());
    }

    @Test
    void linksAreFollowedAndCirclesEnteredOnce(@TempDir Path elsewhere) throws Exception {
        Path picture = png("cats/a.png");
        Path birds = Files.createDirectories(elsewhere.resolve("store/birds/deep"));
        Files.copy(picture, birds.resolve("b.png"));
        Files.createSymbolicLink(folder.resolve("birds"), elsewhere.resolve("store/birds"));
        Files.createSymbolicLink(folder.resolve("cats/c.png"), picture);
        Files.createSymbolicLink(folder.resolve("cats/around"), folder);
        Files.createSymbolicLink(folder.resolve("self"), folder);
        DataSet data = ImageFolder.of(folder).load();
        assertEquals(List.of("birds", "cats"), data.classNames());
        assertArrayEquals(new int[] {0, 1, 1}, data.labels());
        Files.createSymbolicLink(folder.resolve("cats/nothing.png"), folder.resolve("absent"));
        DataSet broken = ImageFolder.of(folder).load();
        var e = assertThrows(UncheckedIOException.class, () -> broken.floats(3));
        assertTrue(e.getMessage().contains("nothing.png"), e.getMessage());
        assertEquals(3, ImageFolder.of(folder).skipUnreadable().load().size());
    }

    @Test
    void aClassWithoutPicturesIsNamed() throws Exception {
        png("cats/a.png");
        png("dogs/b.png");
        Files.createDirectories(folder.resolve("empty"));
        var e = assertThrows(UncheckedIOException.class, () -> ImageFolder.of(folder).load());
        assertTrue(e.getMessage().contains("no picture for the class empty"), e.getMessage());
        assertEquals(2, ImageFolder.of(folder).skipUnreadable().load().size());
        png("beside.png");
        assertEquals(
                3, ImageFolder.of(folder).load().size(), "a folder of pictures, not of classes");
    }

    @Test
    void aFolderWithoutRightsIsNamedOrSkipped() throws Exception {
        png("cats/a.png");
        Path locked = png("cats/locked/b.png").getParent();
        assumeTrue(locked.toFile().setExecutable(false) && locked.toFile().setReadable(false));
        try {
            assumeTrue(!Files.isReadable(locked), "this user may read everything");
            var e = assertThrows(UncheckedIOException.class, () -> ImageFolder.of(folder).load());
            assertTrue(e.getMessage().contains(locked.toString()), e.getMessage());
            assertEquals(1, ImageFolder.of(folder).skipUnreadable().load().size());
        } finally {
            locked.toFile().setReadable(true);
            locked.toFile().setExecutable(true);
        }
    }

    @Test
    void bothPartsOfASplitNumberTheClassesAlike() throws Exception {
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            png(name + "/1.png");
        }
        var parts = ImageFolder.of(folder).size(4, 4).split(0.5, 3);
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), parts.train().classNames());
        assertEquals(parts.train().classNames(), parts.test().classNames());
    }

    @Test
    void emptyAndMissingFoldersAreNamed() {
        var e = assertThrows(UncheckedIOException.class, () -> ImageFolder.of(folder).load());
        assertTrue(e.getMessage().contains("there is no picture in"), e.getMessage());
        Path absent = folder.resolve("absent");
        e = assertThrows(UncheckedIOException.class, () -> ImageFolder.of(absent).load());
        assertTrue(e.getMessage().contains("absent is not a folder"), e.getMessage());
        assertThrows(UncheckedIOException.class, () -> ImageFolder.in("no-such-pictures"));
    }

    @Test
    void picturesOfManySizesNeedOne() throws Exception {
        png("a.png");
        ImageIO.write(pattern().getSubimage(0, 0, 20, 20), "png", folder.resolve("b.png").toFile());
        DataSet data = ImageFolder.of(folder).load();
        var e = assertThrows(UncheckedIOException.class, () -> data.floats(1));
        assertTrue(e.getMessage().contains("set a size"), e.getMessage());
    }

    @Test
    void realFaces() {
        assumeTrue(DataFolder.find("faces") != null, "no faces: set OT4J_DATA to a folder with it");
        DataSet faces = ImageFolder.in("faces").grey().size(64, 64).load();
        assertEquals(400, faces.size());
        float[] first = faces.floats(0);
        double mean = 0;
        for (float v : first) {
            mean += v / first.length;
        }
        assertEquals(0.3358254825367647, mean, 5e-4);
        assertEquals(13, level(first, 0), 1);
        assertEquals(150, level(first, 32 * 64 + 32), 1);
    }
}
