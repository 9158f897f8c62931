package org.ot4j.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentsTest {
    @ParameterizedTest
    @CsvSource({
        "Gaussians25, gaussians25",
        "ModelPictures, model-pictures",
        "WassersteinAutoEncoders, wasserstein-auto-encoders"
    })
    void aClassHasADashedName(String className, String dashed) {
        assertEquals(dashed, Experiments.dashed(className));
        assertEquals(className, Experiments.className(dashed));
    }

    @Test
    void namesAreThoseOfFilesThatFit(@TempDir Path folder) throws IOException {
        for (String name : List.of("training.py", "_common.py", "kernel.py", "notes.md")) {
            Files.createFile(folder.resolve(name));
        }
        assertEquals(List.of("kernel", "training"), Experiments.names(folder, "([a-z]\\w*)\\.py"));
        assertEquals(List.of(), Experiments.names(folder.resolve("none"), "(.*)"));
    }
}
