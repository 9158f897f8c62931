package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;

/**
 * Networks of six features stand in for Inception; they resize and scale as its files do. The
 * figures are PyTorch's and those of pytorch-fid 0.3.0, {@code calculate_frechet_distance} with
 * SciPy's sqrtm, on the same pictures.
 */
class InceptionTest {
    private static final double FID_OF_BYTES = 0.012918996095020147;
    private static final double FID_OF_VALUES = 0.013036601841048823;

    /** NVIDIA's way: bytes, and features by a flag that is not the first. */
    private static final String BYTES =
            """
            def forward(self: __torch__.F,
                img: Tensor,
                use_fp16: bool=False,
                return_features: bool=False) -> Tensor:
                x = torch.div(torch.sub(torch.to(img, 6), 128), 128)
                y = torch.upsample_bilinear2d(x, [9, 9], False)
                f = torch.cat([torch.mean(y, [2, 3]), torch.amax(y, [2, 3])], 1)
                if return_features:
                  g = f
                else:
                  g = torch.softmax(f, 1)
                return g
            """;

    /** pytorch-fid's way: values in [0, 1], and a list with one output [n, d, 1, 1]. */
    private static final String VALUES =
            """
            def forward(self: __torch__.F,
                x: Tensor) -> List[Tensor]:
                z = torch.sub(torch.mul(x, 2), 1)
                y = torch.upsample_bilinear2d(z, [9, 9], False)
                f = torch.cat([torch.mean(y, [2, 3]), torch.amax(y, [2, 3])], 1)
                g = torch.unsqueeze(torch.unsqueeze(f, -1), -1)
                return [g]
            """;

    @TempDir Path folder;

    /**
     * A TorchScript file: the source of a class F, and pickles of an F without weights and of ().
     */
    private Path network(String name, String forward) throws IOException {
        String code =
                "class F(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
                        + "  _is_full_backward_hook : Optional[bool]\n"
                        + forward.indent(2);
        String data =
                "\u0080\u0002c__torch__\nF\nq\0)\u0081}(X\u0008\0\0\0trainingq\u0001\u0088"
                        + "X\u0016\0\0\0_is_full_backward_hookq\u0002Nubq\u0003.";
        Path file = folder.resolve(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setMethod(ZipOutputStream.STORED);
            for (var part :
                    Map.of(
                                    "f/data.pkl",
                                    data,
                                    "f/code/__torch__.py",
                                    code,
                                    "f/constants.pkl",
                                    "\u0080\u0002).",
                                    "f/version",
                                    "3\n")
                            .entrySet()) {
                byte[] bytes = part.getValue().getBytes(StandardCharsets.ISO_8859_1);
                var crc = new CRC32();
                crc.update(bytes);
                var entry = new ZipEntry(part.getKey());
                entry.setSize(bytes.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(bytes);
            }
        }
        return file;
    }

    private static DataSet pictures(int n, double f) {
        var values = new float[n * 192];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) (0.5 + 0.5 * Math.sin(f * k + 0.001 * f * k * k % 7));
        }
        return DataSet.of(values, 3, 8, 8);
    }

    private final DataSet x = pictures(40, 1.7);
    private final DataSet y = pictures(50, 0.9);

    @Test
    void bothKindsOfFileGiveTheReferencesDistance() throws IOException {
        var bytes = Features.inception(network("bytes.pt", BYTES));
        assertEquals("Inception bytes.pt", bytes.name());
        assertEquals(FID_OF_BYTES, Fid.of(bytes).groups(0).between(x, y).value(), 1e-7);
        var values = Features.inception(network("values.pt", VALUES));
        assertEquals(FID_OF_VALUES, Fid.of(values).groups(0).between(x, y).value(), 1e-7);
    }

    @Test
    void greyPicturesHaveThreeEqualChannels() throws IOException {
        var values = new float[64];
        Arrays.fill(values, 0.75f);
        DataSet grey = DataSet.of(values, 1, 8, 8);
        double[] row = Features.rows(Features.inception(network("v.pt", VALUES)), grey)[0];
        assertArrayEquals(new double[] {0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, row, 1e-6);
        refused(
                "pictures for Inception v.pt = (1, 2)",
                () ->
                        Features.rows(
                                Features.inception(folder.resolve("v.pt")),
                                DataSet.of(new double[][] {{1, 2}})));
    }

    /** Moments of the first sample, kept in a file, stand for it. */
    @Test
    void momentsInAFileGiveTheSameDistance() throws IOException {
        Fid fid = Fid.of(Features.inception(network("values.pt", VALUES)));
        GaussianFit moments = fid.moments(x);
        Path file = moments.save(folder.resolve("x.npz"));
        GaussianFit read = GaussianFit.load(file);
        assertArrayEquals(moments.mean(), read.mean());
        assertArrayEquals(moments.covariance(), read.covariance());
        assertEquals(0, read.n());
        var whole = fid.between(x, y);
        var kept = fid.between(read, y);
        assertEquals(whole.value(), kept.value(), 1e-12);
        assertTrue(kept.high() - kept.low() <= whole.high() - whole.low(), "of one side only");
        assertTrue(kept.estimator().contains("n = unknown and 50"), kept.estimator());
    }

    @Test
    void whatIsNoSuchFileIsNamed() throws IOException {
        Path absent = folder.resolve("absent.npz");
        assertThrows(UncheckedIOException.class, () -> GaussianFit.load(absent));
        Path text = Files.writeString(folder.resolve("text.npz"), "mu = 1");
        refused("moments file = " + text, () -> GaussianFit.load(text));
        refused("arrays in ", () -> GaussianFit.load(network("v.pt", VALUES)));
        var nan = new GaussianFit(new double[] {0, Double.NaN}, new double[] {1, 0, 0, 1}, 9);
        refused("mu[1] in ", () -> GaussianFit.load(nan.save(folder.resolve("nan.npz"))));
        var skew = new GaussianFit(new double[2], new double[] {1, 0.5, 0.2, 1}, 9);
        refused("sigma[0][1] in ", () -> GaussianFit.load(skew.save(folder.resolve("skew.npz"))));
        var short1 = new GaussianFit(new double[3], new double[4], 9);
        Path bad = short1.save(folder.resolve("short.npz"));
        refused("sigma in ", () -> GaussianFit.load(bad));
        var two = new GaussianFit(new double[2], new double[] {1, 0, 0, 1}, 9);
        Fid fid = Fid.of(Features.inception(folder.resolve("v.pt")));
        refused("features by Inception v.pt = 6: expected 2", () -> fid.between(two, x));
    }

    private static void refused(String part, Executable code) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        assertTrue(message.contains(part), message);
    }
}
