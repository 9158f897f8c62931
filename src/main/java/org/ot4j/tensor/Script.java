package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ot4j.base.PyTorch;

/**
 * A TorchScript function, for operations that the engine supports but DJL does not expose. The
 * module file that the engine expects, a zip with the source and two tiny pickles, is built in
 * memory.
 */
public final class Script {
    private static final String CLASS =
            """
            class F(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              _is_full_backward_hook : Optional[bool]
              def forward(self: __torch__.F,
                %s
            """;

    /** Pickle of an F whose two fields are True and None. */
    private static final byte[] DATA =
            latin(
                    "\u0080\u0002c__torch__\nF\nq\0)\u0081}(X\u0008\0\0\0trainingq\u0001\u0088"
                            + "X\u0016\0\0\0_is_full_backward_hookq\u0002Nubq\u0003.");

    /** Pickle of (). */
    private static final byte[] CONSTANTS = latin("\u0080\u0002).");

    private final String definition;
    private PtSymbolBlock block;

    /**
     * A function that is compiled on its first call, so a class can hold it in a constant and load
     * without the engine.
     *
     * @param definition what follows {@code def forward(self, }: arguments with types, the type of
     *     the result and the body, indented by four spaces, in TorchScript's canonical form
     */
    public Script(String definition) {
        this.definition = definition;
    }

    private synchronized PtSymbolBlock compiled() {
        if (block == null) {
            try {
                var module = new ByteArrayInputStream(module(String.format(CLASS, definition)));
                block =
                        JniUtils.loadModule(
                                (PtNDManager) PyTorch.newManager(), module, false, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return block;
    }

    /** Calls it; gradients flow. The result belongs to the first argument's manager. */
    public NDArray call(NDArray... arguments) {
        PtSymbolBlock function = compiled();
        var list = new NDList(arguments);
        if (!arguments[0].getDevice().isGpu()) {
            return IValueUtils.forward(function, list, true).singletonOrThrow();
        }
        // On a GPU the engine fuses the operations of a function after its first calls, and then
        // the last bits are others: a second training by the same seed would differ from the first.
        JniUtils.setGraphExecutorOptimize(false); // of this thread
        try {
            return IValueUtils.forward(function, list, true).singletonOrThrow();
        } finally {
            JniUtils.setGraphExecutorOptimize(true);
        }
    }

    private static byte[] module(String code) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            store(zip, "f/data.pkl", DATA);
            store(zip, "f/code/__torch__.py", latin(code));
            store(zip, "f/constants.pkl", CONSTANTS);
            store(zip, "f/version", latin("3\n"));
            store(zip, "f/byteorder", latin("little"));
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        var crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
