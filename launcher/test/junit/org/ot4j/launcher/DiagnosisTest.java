package org.ot4j.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {
    @TempDir private Path folder;

    private String of(String text) throws IOException {
        Path log = Files.writeString(folder.resolve("log"), text);
        return Diagnosis.of("the build", log).getMessage().replace(log.toString(), "LOG");
    }

    @ParameterizedTest
    @CsvSource({
        "OSError: [Errno 28] No space left on device, the disk is full",
        "mkdir: Permission denied, no write permission",
        "Temporary failure in name resolution,"
                + " no network: the first set-up downloads from Maven Central and PyPI"
    })
    void aKnownCauseIsOneLine(String line, String meaning) throws IOException {
        assertEquals("the build: " + meaning + " (LOG)", of("before\n" + line + "\nafter\n"));
    }

    @Test
    void elseMavenSaysItOrTheLastLines() throws IOException {
        assertEquals(
                "the build failed (LOG)\n[ERROR] Foo.java:[3,1] ';' expected",
                of("[INFO] x\n[ERROR] Foo.java:[3,1] ';' expected\n[ERROR] \nend"));
        assertEquals("the build failed (LOG)\n2\n3\n4\n5\n6\n7", of("1\n2\n3\n4\n5\n6\n7\n"));
    }

    @Test
    void exceptionsOfTheFileSystem() {
        assertEquals(
                "no write permission: /x",
                Diagnosis.of(new AccessDeniedException("/x")).getMessage());
    }
}
