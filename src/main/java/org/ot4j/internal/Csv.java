package org.ot4j.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvWriteOptions;

/**
 * Reads a CSV file with a header, row by row, and writes tables: UTF-8 whatever the locale. The
 * separator is whichever of comma, semicolon and tab is most frequent in the header. Every error
 * names the file and the line.
 */
public final class Csv implements AutoCloseable {
    private static final String SEPARATORS = ",;\t";
    private static final int LONGEST_HEADER = 1 << 20;

    private final Path file;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<String> header;
    private final char separator;
    private CSVRecord record;

    /**
     * Opens a file and reads its header.
     *
     * @throws UncheckedIOException if the file does not exist or is not text in UTF-8 (or, with a
     *     byte order mark, UTF-16)
     * @throws IllegalArgumentException if it has no header, or if the header names a column twice
     */
    public static Csv open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UncheckedIOException(
                    "no CSV file " + file, new NoSuchFileException(file.toString()));
        }
        Reader reader = null;
        try {
            reader = reader(file);
            var pushed = new PushbackReader(reader, LONGEST_HEADER);
            return new Csv(file, pushed, separator(pushed));
        } catch (IOException | RuntimeException e) {
            try {
                if (reader != null) {
                    reader.close();
                }
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            if (e instanceof RuntimeException failure) {
                throw failure;
            }
            throw unreadable(file, 1, (IOException) e);
        }
    }

    private Csv(Path file, Reader reader, char separator) throws IOException {
        this.file = file;
        this.separator = separator;
        parser =
                CSVFormat.DEFAULT
                        .builder()
                        .setDelimiter(separator)
                        .setIgnoreEmptyLines(true)
                        .setIgnoreSurroundingSpaces(true)
                        .get()
                        .parse(reader);
        records = parser.iterator();
        CSVRecord first = read();
        Check.that(first != null, file.toString(), "empty", "a CSV file with a header");
        header = first.toList();
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            Check.that(
                    name.isEmpty() || seen.add(name),
                    "header of " + file,
                    header,
                    "each name once, not \"" + name + "\" again");
        }
    }

    /** Bytes that are not characters are an error; they are not replaced by �. */
    private static Reader reader(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(3);
        byte[] head = in.readNBytes(3);
        in.reset();
        int first = head.length < 2 ? 0 : ((head[0] & 0xff) << 8) | (head[1] & 0xff);
        Charset charset = StandardCharsets.UTF_8;
        if (first == 0xfeff || first == 0xfffe) {
            charset = StandardCharsets.UTF_16;
        } else if (first == 0xefbb && head.length == 3 && (head[2] & 0xff) == 0xbf) {
            in.skipNBytes(3);
        }
        return new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static char separator(PushbackReader reader) throws IOException {
        var line = new StringBuilder();
        var counts = new int[SEPARATORS.length()];
        boolean quoted = false;
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            line.append((char) c);
            quoted ^= c == '"';
            if (line.length() == LONGEST_HEADER || (!quoted && (c == '\n' || c == '\r'))) {
                break;
            }
            int known = SEPARATORS.indexOf(c);
            if (known >= 0 && !quoted) {
                counts[known]++;
            }
        }
        reader.unread(line.toString().toCharArray());
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return SEPARATORS.charAt(most);
    }

    private CSVRecord read() {
        long before = parser.getCurrentLineNumber();
        try {
            CSVRecord next = records.hasNext() ? records.next() : null;
            if (next != null) {
                for (String cell : next) {
                    if (cell.indexOf('\0') >= 0) {
                        throw new IOException("it contains zero bytes, so it is not text");
                    }
                }
            }
            return next;
        } catch (UncheckedIOException e) {
            throw unreadable(file, before + 1, e.getCause());
        } catch (IllegalStateException e) {
            throw unreadable(file, before + 1, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw unreadable(file, before + 1, e);
        }
    }

    private static UncheckedIOException unreadable(Path file, long line, IOException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String why = e.getMessage();
        if (e instanceof CharacterCodingException || cause instanceof CharacterCodingException) {
            why = "it is not text in UTF-8; save it as such";
        } else if (String.valueOf(why).contains("EOF")) {
            why = "a quote that opens here is not closed";
        }
        return new UncheckedIOException(
                file + ", line " + line + ", is not readable as CSV: " + why, e);
    }

    /** The names of the columns. */
    public List<String> header() {
        return header;
    }

    /** The separator between two cells. */
    public char separator() {
        return separator;
    }

    /**
     * Moves to the next row; returns false at the end.
     *
     * @throws IllegalArgumentException if the row and the header have different numbers of cells
     */
    public boolean next() {
        record = read();
        if (record != null) {
            Check.that(
                    record.size() == header.size(),
                    file + ", line " + line() + ", row " + row(),
                    record.size() + " values",
                    header.size() + ", as many as the header has names");
        }
        return record != null;
    }

    /** A cell of the row, without surrounding blanks. */
    public String cell(int column) {
        return record.get(column);
    }

    /** The number of the row; the first after the header is 0. */
    public long row() {
        return record.getRecordNumber() - 2;
    }

    /** The line of the file on which the row ends, from 1. */
    public long line() {
        return parser.getCurrentLineNumber();
    }

    /** The position of a cell of the row, for messages. */
    public String place(int column) {
        return place(file, line(), row(), header.get(column));
    }

    /** The position of a cell, for messages. */
    public static String place(Path file, long line, long row, String column) {
        return file + ", line " + line + ", row " + row + " of column \"" + column + "\"";
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A table as CSV with a header, for a file in UTF-8. */
    public static byte[] bytes(Table table) {
        var text = new StringWriter();
        table.write().usingOptions(CsvWriteOptions.builder(text).build());
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
