package org.ot4j.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/**
 * Brings a checkout to where notebooks run: Python environment, build, kernel. A stage whose inputs
 * did not change does nothing; one process at a time sets up, the others wait.
 */
final class Setup {
    private static final long FIRST_NEEDS_MIB = 1_700;

    final Layout layout;
    final Processes processes;
    final Stages stages = new Stages();
    final Python python;
    final Build build;

    Setup(Layout layout, Processes processes) {
        this.layout = layout;
        this.processes = processes;
        python = new Python(layout, processes, stages);
        build = new Build(layout, processes, stages);
    }

    /** Everything that a notebook needs; returns the folder of the jars. */
    Path prepare() throws Exception {
        return locked(
                () -> {
                    if (!Files.exists(layout.kernelSpec())) {
                        checkSpace();
                    }
                    python.prepare();
                    Path lib = build.prepare();
                    new ClassFolders(layout, stages).prepare(lib);
                    var kernel = new Kernel(layout);
                    kernel.install(lib);
                    new ClassArchive(layout, processes, stages).prepare(lib);
                    kernel.install(lib);
                    return lib;
                });
    }

    /** Runs work while no other launcher in this checkout sets up. */
    <T> T locked(Callable<T> work) throws Exception {
        Files.createDirectories(layout.home());
        Path file = layout.home().resolve("setup.lock");
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                stages.note("waiting for another ot4j to finish its set-up");
                lock = channel.lock();
            }
            try {
                return work.call();
            } finally {
                lock.release();
            }
        }
    }

    private void checkSpace() throws IOException {
        long free = Files.getFileStore(layout.home()).getUsableSpace() >> 20;
        if (free < FIRST_NEEDS_MIB) {
            throw new Failure(
                    String.format(
                            "the disk is full: the first set-up needs %d MiB in %s, %d are free",
                            FIRST_NEEDS_MIB, layout.root(), free));
        }
    }
}
