package org.ot4j.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Prepares a checkout for running notebooks: Python environment, build, kernel. Stages whose inputs
 * did not change do nothing. One process at a time sets up; the others wait.
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

    /** Prepares everything that notebooks need; returns the folder of the jars. */
    Path prepare() throws Exception {
        checkPath();
        return locked(
                () -> {
                    if (!Files.exists(layout.kernelSpec())) {
                        checkSpace();
                    }
                    Path lib = packagesAndLibrary();
                    new ClassFolders(layout, stages).prepare(lib);
                    var kernel = new Kernel(layout);
                    kernel.install(lib);
                    new ClassArchive(layout, processes, stages).prepare(lib);
                    kernel.install(lib);
                    return lib;
                });
    }

    /** Builds the library while Python packages are installed: neither needs the other. */
    private Path packagesAndLibrary() throws Exception {
        var library = new FutureTask<>(build::prepare);
        python.prepare(library);
        library.run(); // does nothing if it was started before
        try {
            return library.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Runs work while no other launcher sets up this checkout. */
    <T> T locked(Callable<T> work) throws Exception {
        return Lock.SETUP.holding(layout, work);
    }

    /** Java cannot express such a folder in a class path. */
    private void checkPath() {
        String root = layout.root().toString();
        if (root.contains(File.pathSeparator)) {
            throw new Failure(
                    String.format(
                            "the path %s contains a '%s', which separates the entries of a Java"
                                    + " class path: move the checkout",
                            root, File.pathSeparator));
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
