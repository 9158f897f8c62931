package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    @TempDir Path folder;

    @Test
    void setsThatAreHereAreReadAndOthersAreNotDownloaded() throws Exception {
        assumeTrue(DataFolder.find("kmnist") == null, "a data folder has the files");
        String before = System.getProperty("ot4j.data");
        System.setProperty("ot4j.data", folder.toString());
        try {
            assertTrue(Mnist.KUZUSHIJI.testSetIfHere().isEmpty());
            Path files = Files.createDirectory(folder.resolve("kmnist"));
            Files.write(
                    files.resolve("t10k-images-idx3-ubyte"),
                    IdxTest.idx(8, new byte[2 * 784], 2, 28, 28));
            assertTrue(Mnist.KUZUSHIJI.testSetIfHere().isEmpty(), "labels are missing");
            Files.write(
                    files.resolve("t10k-labels-idx1-ubyte.gz"),
                    IdxTest.gzip(IdxTest.idx(8, new byte[] {3, 4}, 2)));
            assertEquals(2, Mnist.KUZUSHIJI.testSetIfHere().orElseThrow().size());
            assertTrue(Mnist.KUZUSHIJI.trainSetIfHere().isEmpty());
            try (var left = Files.walk(folder)) {
                assertEquals(4, left.count(), "nothing else was written");
            }
        } finally {
            if (before == null) {
                System.clearProperty("ot4j.data");
            } else {
                System.setProperty("ot4j.data", before);
            }
        }
    }
}
