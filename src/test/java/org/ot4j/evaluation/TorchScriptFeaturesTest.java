package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;

/**
 * With {@code means.pt}, made by PyTorch 2.7.1: torch.jit.script of a module whose forward is
 * {@code torch.cat([x.mean([2, 3]), x.amax([2, 3])], 1)}.
 */
class TorchScriptFeaturesTest {
    @Test
    void runsTheFileOnPreparedPictures() throws Exception {
        Path file = Path.of(getClass().getResource("means.pt").toURI());
        float[] values = {0, 0.2f, 0.4f, 0.6f, 1, 1, 1, 1};
        DataSet pictures = DataSet.of(values, 1, 2, 2);
        double[][] plain = Features.rows(Features.torchScript(file, x -> x), pictures);
        assertArrayEquals(new double[] {0.3, 0.6}, plain[0], 1e-6);
        assertArrayEquals(new double[] {1, 1}, plain[1], 1e-6);
        var prepared = Features.torchScript(file, Features.resized(8, -1, 1));
        double[][] rows = Features.rows(prepared, pictures);
        // Three equal channels; bilinear resizing keeps the mean here; 2 v - 1.
        assertArrayEquals(new double[] {-0.4, -0.4, -0.4, 0.2, 0.2, 0.2}, rows[0], 1e-6);
        assertEquals("TorchScript means.pt", prepared.name());
    }

    @Test
    void resizingKeepsTheBatch() {
        try (var manager = NDManager.newBaseManager()) {
            var out = Features.resized(9, 0, 1).apply(manager.ones(new Shape(2, 3, 4, 5)));
            assertEquals(new Shape(2, 3, 9, 9), out.getShape());
            assertEquals(1, out.mean().getFloat(), 1e-6);
        }
    }

    @Test
    void namesAFileThatIsNone(@TempDir Path folder) throws Exception {
        Path absent = folder.resolve("absent.pt");
        assertThrows(UncheckedIOException.class, () -> Features.torchScript(absent, x -> x));
        Path text = Files.writeString(folder.resolve("text.pt"), "not a network");
        var e = assertThrows(UncheckedIOException.class, () -> Features.torchScript(text, x -> x));
        assertTrue(e.getMessage().contains("text.pt is not a TorchScript file"), e.getMessage());
    }
}
