package org.ot4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.distribution.Likelihood;
import org.ot4j.network.Networks;
import org.ot4j.training.internal.SealedFile;

/** Whole files with a right checksum whose content was made up. */
class ForgedCheckpointTest {
    private static final String DEEP = "[".repeat(100_000);

    @TempDir Path folder;
    private final Points x = Points.grid(64, 1);
    private Path file;
    private byte[] good;

    @BeforeEach
    void train() throws IOException {
        file = folder.resolve("model");
        var vae = new TinyVae(Networks.mlp(8), Likelihood.gaussian().fixed(0.1));
        Training.of(vae, x).steps(2).batchSize(32).checkpoint(file).fit();
        try (var in = SealedFile.read(file)) {
            good = in.readAllBytes();
        }
    }

    private String refused(byte[] content) throws IOException {
        SealedFile.write(file, out -> out.write(content));
        String message =
                assertThrows(IllegalArgumentException.class, () -> Training.resume(file, x))
                        .getMessage();
        assertTrue(message.contains(file.toString()), message);
        return message;
    }

    /** The content with another recipe (1) or other settings (2). */
    private byte[] with(int which, String search, String replacement) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(good));
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        for (int i = 0; i < 3; i++) {
            var text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            if (i == which) {
                String other = text.replaceFirst(search, replacement);
                assertTrue(!other.equals(text), text);
                text = other;
            }
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(encoded.length);
            out.write(encoded);
        }
        in.transferTo(out);
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | ^.*$ | null | recipe",
                "1 | ^.*$ | {} | recipe",
                "1 | ^.*$ | DEEP | nested",
                "1 | \\[8\\] | [1000000000] | number of weights",
                "1 | \\[8\\] | [8.5] | 8.5",
                "1 | \\[8\\] | [NaN] | no JSON",
                "1 | \\{ | {\"novel\":true, | novel",
                "1 | \"type\":\"[^\"]*\" | \"type\":\"java.lang.ProcessBuilder\" | not a recipe",
                "2 | ^.*$ | null | settings",
                "2 | ,\"settle\":[^,}]* | '' | settle is missing",
                "2 | \"batchSize\":32 | \"batchSize\":4294967328 | batchSize",
                "2 | \"batchSize\":32 | \"batchSize\":\"32\" | batchSize",
                "2 | \"batchSize\":32 | \"batchSize\":32,\"batchSize\":16 | twice",
                "2 | \"learningRate\":[^,]* | \"learningRate\":-1 | learningRate"
            })
    void recipesAndSettingsAreTakenByTheLetter(
            int which, String search, String replacement, String expected) throws IOException {
        String by = replacement.equals("DEEP") ? DEEP : replacement;
        String message = refused(with(which, search, by));
        assertTrue(message.contains(expected), message);
    }

    /** Every whole number of the content becomes too large and negative in turn. */
    @Test
    void noCountMakesMoreThanTheFileHolds() throws IOException {
        int refused = 0;
        for (int at = 0; at + 4 <= good.length; at += 3) {
            for (int value : new int[] {Integer.MAX_VALUE, 1 << 28, -2}) {
                byte[] bad = good.clone();
                ByteBuffer.wrap(bad, at, 4).putInt(value);
                SealedFile.write(file, new Bytes(bad));
                try {
                    Checkpoint.read(file);
                } catch (IllegalArgumentException e) {
                    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
                    refused++;
                }
            }
            at += at > 2_000 ? 200 : 0;
        }
        assertTrue(refused > 30, "" + refused);
    }

    private record Bytes(byte[] all) implements SealedFile.Writer {
        @Override
        public void write(DataOutputStream out) throws IOException {
            out.write(all);
        }
    }

    @Test
    void contentThatEndsEarlyOrLateIsRefused() throws IOException {
        assertTrue(refused(Arrays.copyOf(good, good.length + 1)).contains("1 bytes more"));
        for (int length = 0; length < good.length; length += 97) {
            refused(Arrays.copyOf(good, length));
        }
    }

    @Test
    void anotherFormatIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        whole["ot4j-checkpoint-".length()] = '2';
        Files.write(file, whole);
        String message =
                assertThrows(IllegalArgumentException.class, () -> Checkpoint.read(file))
                        .getMessage();
        assertEquals("format of checkpoint " + file + " = 2: expected 1", message.split(",")[0]);
    }

    @Test
    void aNetworkBeyondTheEnginesVectorsIsRefused() {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        Networks.mlp(1 << 15, 1 << 15)
                                                .build("big", new Shape(2), new Shape(2), 1))
                        .getMessage();
        assertTrue(message.startsWith("number of weights of big = 1073"), message);
    }

    @Test
    void aPathThatCannotBeWrittenIsFoundBeforeTraining() {
        var vae = new TinyVae(Networks.mlp(8), Likelihood.gaussian().fixed(0.1));
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        Training.of(vae, x)
                                                .steps(2)
                                                .batchSize(32)
                                                .checkpoint(folder)
                                                .fit())
                        .getMessage();
        assertTrue(message.startsWith("checkpoint = " + folder), message);
    }
}
