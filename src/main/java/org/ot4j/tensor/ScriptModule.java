package org.ot4j.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.ot4j.base.PyTorch;
import org.ot4j.internal.Check;

/** A network from a TorchScript file whose {@code forward} takes a tensor, then flags. */
public final class ScriptModule {
    private static final Pattern FORWARD =
            Pattern.compile("def forward\\(self: ([\\w.]+),([^)]*)\\) ->");
    private static final Pattern FLAG = Pattern.compile("(\\w+): bool(?:=(True|False))?");

    private final Path file;
    private final List<Flag> flags;
    private final PtSymbolBlock block;

    private record Flag(String name, boolean usual) {}

    private ScriptModule(Path file, List<Flag> flags, PtSymbolBlock block) {
        this.file = file;
        this.flags = flags;
        this.block = block;
    }

    /**
     * Reads a file.
     *
     * @throws UncheckedIOException if there is none, or if it is no TorchScript file
     */
    public static ScriptModule read(Path file) {
        if (!Files.isRegularFile(Check.notNull(file, "file"))) {
            throw new UncheckedIOException(
                    "no TorchScript file " + file, new NoSuchFileException(file.toString()));
        }
        List<Flag> flags;
        try (var zip = new ZipFile(file.toFile())) {
            flags = flags(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is not a TorchScript file", e);
        }
        try (var in = Files.newInputStream(file)) {
            var block = JniUtils.loadModule((PtNDManager) PyTorch.newManager(), in, false, false);
            return new ScriptModule(file, flags, block);
        } catch (IOException | EngineException e) {
            throw new UncheckedIOException(
                    file + " is not a TorchScript file: " + e.getMessage(), new IOException(e));
        }
    }

    /** Whether {@code forward} has a flag of that name. */
    public boolean has(String flag) {
        return flags.stream().anyMatch(f -> f.name().equals(flag));
    }

    /**
     * Computes the output; of several, the first.
     *
     * @param x what the network takes
     * @param on flags that are set; others have their defaults
     * @return owned by the manager of {@code x}
     */
    public NDArray forward(NDArray x, String... on) {
        int last = -1;
        for (int i = 0; i < flags.size(); i++) {
            last = List.of(on).contains(flags.get(i).name()) ? i : last;
        }
        var arguments = new IValue[last + 2];
        arguments[0] = IValue.from((PtNDArray) x);
        for (int i = 0; i <= last; i++) {
            boolean set = List.of(on).contains(flags.get(i).name()) || flags.get(i).usual();
            arguments[i + 1] = IValue.from(set);
        }
        try (var result = IValueUtils.runMethod(block, "forward", arguments)) {
            var outputs = result.toNDList((PtNDManager) x.getManager());
            Check.that(!outputs.isEmpty(), "output of " + file, outputs, "a tensor");
            outputs.subList(1, outputs.size()).forEach(NDArray::close);
            return outputs.get(0);
        } finally {
            Stream.of(arguments).forEach(IValue::close);
        }
    }

    /** The flags of the module's own {@code forward}, the class that its first pickle names. */
    private static List<Flag> flags(ZipFile zip) throws IOException {
        String type = null;
        for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
            if (entry.getName().matches("[^/]+/data\\.pkl")) {
                Matcher global =
                        Pattern.compile("c(__torch__[\\w.]*)\n(\\w+)\n").matcher(text(zip, entry));
                type = global.find() ? global.group(1) + "." + global.group(2) : null;
            }
        }
        for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
            if (type != null && entry.getName().endsWith(".py")) {
                Matcher forward = FORWARD.matcher(text(zip, entry));
                while (forward.find()) {
                    if (forward.group(1).equals(type)) {
                        return flagsOf(forward.group(2));
                    }
                }
            }
        }
        return List.of();
    }

    private static List<Flag> flagsOf(String parameters) {
        String[] all = parameters.split(",");
        var flags = new ArrayList<Flag>();
        for (int i = 1; i < all.length; i++) {
            Matcher flag = FLAG.matcher(all[i].strip());
            if (!flag.matches()) {
                break;
            }
            flags.add(new Flag(flag.group(1), "True".equals(flag.group(2))));
        }
        return flags;
    }

    private static String text(ZipFile zip, ZipEntry entry) throws IOException {
        try (var in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
