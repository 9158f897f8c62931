package org.ot4j.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.UUID;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.ot4j.internal.Check;
import org.ot4j.internal.WholeFile;

/** A folder that all machines of a study see; each file in it is complete or absent. */
sealed interface Store extends Serializable {
    /** The content of a file, or null if there is none. */
    byte[] read(String name);

    /** Writes a file in place of what is there. */
    void write(String name, byte[] content);

    /** Removes a file if it is there. */
    void delete(String name);

    /**
     * A folder.
     *
     * @param folder a path, or an address of a file system that Hadoop knows, such as {@code
     *     hdfs://host/studies} or {@code s3a://bucket/studies}
     * @throws IllegalArgumentException if it is neither
     */
    static Store of(String folder) {
        Check.notNull(folder, "folder");
        if (!folder.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            return new Local(Path.of(folder).toAbsolutePath().toString());
        }
        try {
            URI.create(folder);
        } catch (IllegalArgumentException e) {
            throw Check.error("folder", folder, "a path or an address: " + e.getMessage());
        }
        return new Remote(folder);
    }

    /** The text of a file, or null if there is none. */
    default String text(String name) {
        byte[] content = read(name);
        return content == null ? null : new String(content, StandardCharsets.UTF_8);
    }

    /** A folder of this machine, or one that is mounted on all. */
    record Local(String folder) implements Store {
        Path path(String name) {
            return Path.of(folder, name);
        }

        @Override
        public byte[] read(String name) {
            try {
                return Files.readAllBytes(path(name));
            } catch (NoSuchFileException e) {
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + path(name), e);
            }
        }

        @Override
        public void write(String name, byte[] content) {
            try {
                Files.createDirectories(path(name).getParent());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + path(name), e);
            }
            WholeFile.write(path(name), content);
        }

        @Override
        public void delete(String name) {
            try {
                Files.deleteIfExists(path(name));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + path(name), e);
            }
        }

        @Override
        public String toString() {
            return folder;
        }
    }

    /** A folder of a file system that Hadoop knows. */
    record Remote(String folder) implements Store {
        @Override
        public byte[] read(String name) {
            try (InputStream in = files().open(path(name))) {
                return in.readAllBytes();
            } catch (FileNotFoundException e) {
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + path(name), e);
            }
        }

        @Override
        public void write(String name, byte[] content) {
            org.apache.hadoop.fs.Path whole = path(name);
            var part =
                    new org.apache.hadoop.fs.Path(
                            whole.getParent(),
                            "." + whole.getName() + "." + UUID.randomUUID() + ".tmp");
            try {
                FileContext files = files();
                try (var out =
                        files.create(
                                part,
                                EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
                                Options.CreateOpts.createParent())) {
                    out.write(content);
                }
                files.rename(part, whole, Options.Rename.OVERWRITE);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + whole, e);
            }
        }

        @Override
        public void delete(String name) {
            try {
                files().delete(path(name), false);
            } catch (FileNotFoundException e) {
                // It is not there, as was wanted.
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + path(name), e);
            }
        }

        private org.apache.hadoop.fs.Path path(String name) {
            return new org.apache.hadoop.fs.Path(folder, name);
        }

        /** As Spark is set up on the machine where this is called. */
        private FileContext files() throws IOException {
            return FileContext.getFileContext(
                    new org.apache.hadoop.fs.Path(folder).toUri(), SparkHadoopUtil.get().conf());
        }

        @Override
        public String toString() {
            return folder;
        }
    }
}
