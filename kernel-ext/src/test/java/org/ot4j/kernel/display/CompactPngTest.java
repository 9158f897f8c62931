package org.ot4j.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.ot4j.plot.Plots;

class CompactPngTest {
    @Test
    void fewColoursStayAsTheyAre() throws IOException {
        var image = new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 600; i++) {
            image.setRGB(i % 20, i / 20, (i % 7) * 0x123456 & 0xffffff);
        }
        assertEquals(0, error(image, CompactPng.of(image)));
    }

    @Test
    void aScatterOfThousandsGetsSmallAndLooksTheSame() throws IOException {
        var random = new Random(1);
        var points = new double[5_000][2];
        var labels = new int[5_000];
        for (int i = 0; i < points.length; i++) {
            labels[i] = i % 20;
            points[i][0] = random.nextGaussian();
            points[i][1] = random.nextGaussian();
        }
        BufferedImage image = Plots.scatter(points, labels).image(2);
        byte[] compact = CompactPng.of(image);
        assertTrue(2 * compact.length < plain(image).length, compact.length + " bytes");
        assertTrue(error(image, compact) < 2.5);
        var read = ImageIO.read(new ByteArrayInputStream(compact));
        assertEquals(0xffffff, read.getRGB(0, 0) & 0xffffff, "white stays white");
    }

    /** ImageIO's PNG of the same numbered colours is larger, here by a fifth. */
    @Test
    void numbersOfColoursAreNotFiltered() throws IOException {
        var random = new Random(3);
        var points = new double[2_000][2];
        for (double[] point : points) {
            point[0] = random.nextGaussian();
            point[1] = random.nextGaussian();
        }
        byte[] compact = CompactPng.of(Plots.scatter(points).image(2));
        var read = ImageIO.read(new ByteArrayInputStream(compact));
        assertEquals(BufferedImage.TYPE_BYTE_INDEXED, read.getType());
        assertTrue(
                1.15 * compact.length < plain(read).length,
                compact.length + " bytes, and ImageIO's " + plain(read).length);
    }

    @Test
    void aPictureThatWouldSufferKeepsItsColours() throws IOException {
        var random = new Random(2);
        var image = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 10_000; i++) {
            image.setRGB(i % 100, i / 100, random.nextInt(1 << 24));
        }
        assertEquals(0, error(image, CompactPng.of(image)));
    }

    private static byte[] plain(BufferedImage image) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** Root mean square difference of the levels. */
    private static double error(BufferedImage image, byte[] png) throws IOException {
        var read = ImageIO.read(new ByteArrayInputStream(png));
        double sum = 0;
        int n = image.getWidth() * image.getHeight();
        for (int i = 0; i < n; i++) {
            int a = image.getRGB(i % image.getWidth(), i / image.getWidth());
            int b = read.getRGB(i % image.getWidth(), i / image.getWidth());
            for (int k = 0; k < 24; k += 8) {
                int d = (a >> k & 0xff) - (b >> k & 0xff);
                sum += d * d;
            }
        }
        return Math.sqrt(sum / n / 3);
    }
}
