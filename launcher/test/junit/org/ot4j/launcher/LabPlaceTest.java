package org.ot4j.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabPlaceTest {
    @TempDir private Path top;
    private Path checkout;
    private Path caller;

    @BeforeEach
    void prepare() throws IOException {
        checkout = Files.createDirectory(top.resolve("checkout"));
        caller = Files.createDirectory(top.resolve("mine"));
        Files.createFile(caller.resolve("my work.ipynb"));
        Files.createFile(checkout.resolve("a.ipynb"));
    }

    private LabPlace of(String... options) {
        return LabPlace.of(checkout, caller, List.of(options));
    }

    private static List<String> at(Path folder, String address) {
        return List.of(
                "--ServerApp.root_dir=" + folder, "--LabApp.default_url=/lab/tree/" + address);
    }

    @Test
    void withoutAFileTheFirstLessonOpens() {
        assertEquals(at(checkout, "notebooks/quickstart.ipynb"), of().settings());
    }

    @Test
    void aFileOpensBelowTheCheckoutOrTheCaller() {
        var place = of("--no-browser", "my work.ipynb", "--port", "9000");
        assertEquals(at(caller, "my%20work.ipynb"), place.settings());
        assertEquals(List.of("--no-browser", "--port", "9000"), place.options());
        assertEquals(at(checkout, "a.ipynb"), of("../checkout/a.ipynb").settings());
        assertEquals(List.of("--ServerApp.root_dir=" + caller), of(".").settings());
    }

    @Test
    void aPlaceOfTheUsersOwnIsTheirs() {
        var place = of("--ServerApp.root_dir=/x", "--port=1");
        assertEquals(List.of(), place.settings());
        assertEquals(List.of("--ServerApp.root_dir=/x", "--port=1"), place.options());
    }

    @Test
    void whatIsNotThereIsTold() {
        assertThrows(Failure.class, () -> of("none.ipynb"));
    }
}
