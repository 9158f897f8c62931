package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels expected are those of Pillow 12. */
class PictureReaderTest {
    private static final PictureDecoder RGB = new PictureDecoder(3, 0, 0, 0);

    private static final int[][] CMYK_LEVELS = {{21, 11, 134}, {91, 73, 64}, {143, 142, 12}};
    private static final int[][] YCCK_LEVELS = {{55, 151, 155}, {83, 52, 72}, {104, 0, 0}};

    @TempDir Path folder;

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] bytes(BufferedImage image, String format) throws IOException {
        var out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out));
        return out.toByteArray();
    }

    /** Two colours above two others, in blocks that survive JPEG. */
    private static BufferedImage corners() {
        var image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 32; x++) {
                image.setRGB(
                        x,
                        y,
                        (y < 8
                                        ? x < 16 ? Color.RED : Color.GREEN
                                        : x < 16 ? Color.BLUE : Color.WHITE)
                                .getRGB());
            }
        }
        return image;
    }

    private static int[] pixel(PictureDecoder.Decoded picture, int x, int y) {
        int plane = picture.width() * picture.height();
        int at = y * picture.width() + x;
        return new int[] {
            picture.bytes()[at] & 0xff,
            picture.bytes()[plane + at] & 0xff,
            picture.bytes()[2 * plane + at] & 0xff
        };
    }

    private static void assertNear(int[] expected, int[] actual, int tolerance) {
        for (int c = 0; c < 3; c++) {
            assertEquals(
                    expected[c],
                    actual[c],
                    tolerance,
                    Arrays.toString(expected) + " and " + Arrays.toString(actual));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmyk.jpg", "ycck.jpg"})
    void fourChannelsGetTheirColours(String name) throws Exception {
        byte[] bytes;
        try (var in = getClass().getResourceAsStream(name)) {
            assertNotNull(in, name);
            bytes = in.readAllBytes();
        }
        var picture = RGB.decode(file(name, bytes));
        int[][] expected = name.startsWith("cmyk") ? CMYK_LEVELS : YCCK_LEVELS;
        assertNear(expected[0], pixel(picture, 7, 3), 2);
        assertNear(expected[1], pixel(picture, 30, 20), 2);
        assertNear(expected[2], pixel(picture, 47, 39), 2);
    }

    /** The upper left and the upper right of the picture that the camera saw, upright. */
    @ParameterizedTest
    @CsvSource({
        "1, ff0000, 00ff00",
        "2, 00ff00, ff0000",
        "3, ffffff, 0000ff",
        "4, 0000ff, ffffff",
        "5, ff0000, 0000ff",
        "6, 0000ff, ff0000",
        "7, ffffff, 00ff00",
        "8, 00ff00, ffffff"
    })
    void picturesAreTurnedUpright(int orientation, String left, String right) throws Exception {
        byte[] exif = exif(orientation);
        byte[] jpeg = bytes(corners(), "jpg");
        var segment = new ByteArrayOutputStream();
        segment.write(jpeg, 0, 2);
        segment.write(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (2 + 6 + exif.length)});
        segment.write("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
        segment.write(exif);
        segment.write(jpeg, 2, jpeg.length - 2);
        byte[] png = bytes(corners(), "png");
        var chunk = new ByteArrayOutputStream();
        chunk.write(png, 0, 33); // signature and IHDR
        chunk.write(chunk("eXIf", exif));
        chunk.write(png, 33, png.length - 33);
        for (Path file :
                new Path[] {
                    file("a.jpg", segment.toByteArray()), file("a.png", chunk.toByteArray())
                }) {
            var picture = RGB.decode(file);
            assertEquals(orientation < 5 ? 32 : 16, picture.width(), file.toString());
            assertEquals(orientation < 5 ? 16 : 32, picture.height(), file.toString());
            assertNear(rgb(left), pixel(picture, 2, 2), 16);
            assertNear(rgb(right), pixel(picture, picture.width() - 3, 2), 16);
        }
    }

    private static int[] rgb(String hex) {
        Color color = Color.decode("#" + hex);
        return new int[] {color.getRed(), color.getGreen(), color.getBlue()};
    }

    /** One entry, big-endian. */
    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put("MM\0*".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var sum = new CRC32();
        sum.update(name);
        sum.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) sum.getValue())
                .array();
    }

    @Test
    void brokenExifIsNoReasonToLoseAPicture() throws Exception {
        byte[] png = bytes(corners(), "png");
        for (byte[] exif : new byte[][] {{}, {'M'}, exif(0), exif(9), exif(-1)}) {
            var out = new ByteArrayOutputStream();
            out.write(png, 0, 33);
            out.write(chunk("eXIf", exif));
            out.write(png, 33, png.length - 33);
            assertNear(rgb("ff0000"), pixel(RGB.decode(file("a.png", out.toByteArray())), 0, 0), 0);
        }
    }

    @Test
    void whiteShowsThroughWhatIsClear() throws Exception {
        var image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00ff0000);
        image.setRGB(1, 0, 0x80000000);
        image.setRGB(2, 0, 0xff102030);
        var picture = RGB.decode(file("a.png", bytes(image, "png")));
        assertArrayEquals(new int[] {255, 255, 255}, pixel(picture, 0, 0));
        assertArrayEquals(new int[] {127, 127, 127}, pixel(picture, 1, 0));
        assertArrayEquals(new int[] {16, 32, 48}, pixel(picture, 2, 0));
    }

    @Test
    void greyWithAlphaAndOfSixteenBits() throws Exception {
        var model =
                new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_GRAY),
                        true,
                        false,
                        Transparency.TRANSLUCENT,
                        DataBuffer.TYPE_USHORT);
        var raster = model.createCompatibleWritableRaster(2, 1);
        raster.setPixel(0, 0, new int[] {0, 0x8080});
        raster.setPixel(1, 0, new int[] {0x4040, 0xffff});
        var image = new BufferedImage(model, raster, false, null);
        var picture = RGB.decode(file("a.png", bytes(image, "png")));
        assertArrayEquals(new int[] {127, 127, 127}, pixel(picture, 0, 0));
        assertArrayEquals(new int[] {64, 64, 64}, pixel(picture, 1, 0));
    }

    @Test
    void ofAnAnimationTheFirstFrameOnItsScreen() throws Exception {
        // A screen of 3 x 2 with one red pixel at (1, 1), then another frame.
        byte[] frame = {',', 1, 0, 1, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0};
        var gif = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII));
        gif.putShort((short) 3).putShort((short) 2).put((byte) 0x80).putShort((short) 0);
        gif.put(new byte[] {(byte) 255, 0, 0, 0, 0, (byte) 255})
                .put(frame)
                .put(frame)
                .put((byte) ';');
        var picture = RGB.decode(file("a.gif", Arrays.copyOf(gif.array(), gif.position())));
        assertEquals(3, picture.width());
        assertEquals(2, picture.height());
        assertArrayEquals(new int[] {255, 0, 0}, pixel(picture, 1, 1));
        assertArrayEquals(new int[] {255, 255, 255}, pixel(picture, 0, 0));
    }

    /** Headers of a few bytes that promise gigabytes. */
    @Test
    void noHeaderFillsMemory() throws Exception {
        var gif = ByteBuffer.allocate(35).order(ByteOrder.LITTLE_ENDIAN);
        gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII));
        gif.putShort((short) 1).putShort((short) 1).put((byte) 0x80).putShort((short) 0);
        gif.put(new byte[6]).put((byte) ',').putInt(0);
        gif.putShort((short) 65_500).putShort((short) 32_700).put(new byte[] {0, 2, 2, 0x44, 1, 0});
        var png = new ByteArrayOutputStream();
        png.write(bytes(corners(), "png"), 0, 8);
        png.write(
                chunk(
                        "IHDR",
                        ByteBuffer.allocate(13)
                                .putInt(100_000)
                                .putInt(100_000)
                                .put(new byte[] {8, 2, 0, 0, 0})
                                .array()));
        png.write(chunk("IDAT", new byte[100]));
        byte[] jpeg = bytes(corners(), "jpg");
        int frame = 0;
        while ((jpeg[frame] & 0xff) != 0xff || (jpeg[frame + 1] & 0xff) != 0xc0) {
            frame++;
        }
        ByteBuffer.wrap(jpeg).putInt(frame + 5, 0xfde8fde8);
        Path[] files = {
            file("bomb.gif", gif.array()),
            file("bomb.png", png.toByteArray()),
            file("bomb.jpg", jpeg),
            file("bomb.pgm", "P5 100000 100000 255 x".getBytes(StandardCharsets.US_ASCII))
        };
        for (Path file : files) {
            var e = assertThrows(IOException.class, () -> RGB.decode(file), file.toString());
            assertTrue(e.getMessage().contains("its header claims"), file + ": " + e.getMessage());
        }
    }

    @Test
    void whatIsCutShortIsRefused() throws Exception {
        var noise = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 4096; i++) {
            noise.setRGB(i % 64, i / 64, i * 2654435);
        }
        var indexed = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_INDEXED);
        indexed.createGraphics().drawImage(noise, 0, 0, null);
        byte[] pgm = Arrays.copyOf("P5 64 64 255 ".getBytes(StandardCharsets.US_ASCII), 4096 + 13);
        byte[][] whole = {
            bytes(noise, "jpg"),
            progressive(noise),
            bytes(noise, "png"),
            bytes(noise, "bmp"),
            bytes(indexed, "gif"),
            pgm
        };
        for (int k = 0; k < whole.length; k++) {
            RGB.decode(file(k + ".whole", whole[k]));
            for (double share : new double[] {0.3, 0.6, 0.9}) {
                int length = (int) (share * whole[k].length);
                Path file = file(k + "-" + share, Arrays.copyOf(whole[k], length));
                var e = assertThrows(IOException.class, () -> RGB.decode(file), file.toString());
                assertNotNull(e.getMessage(), file.toString());
            }
        }
    }

    private static byte[] progressive(BufferedImage image) throws IOException {
        ImageWriter writer =
                ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), "jpeg")
                        .next();
        var out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
