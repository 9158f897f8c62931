package org.ot4j.launcher;

import java.io.Console;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Shows the progress of the set-up, in one line for each stage that has work to do. */
final class Stages {
    /** A log is never silent for longer. */
    private static final long MILLIS_OF_SILENCE = 50_000;

    private final boolean terminal = isTerminal();

    /** Running stages and their start times; a terminal shows the first. */
    private final Map<String, Long> running = new LinkedHashMap<>();

    private Thread clock;

    /** Work that may fail and has no result. */
    interface Work {
        void run() throws Exception;
    }

    /** Runs one stage, perhaps beside another; a clock shows that it is running. */
    void run(String title, Work work) throws Exception {
        begin(title);
        String mark = "✗";
        try {
            work.run();
            mark = "✓";
        } finally {
            end(mark, title);
        }
    }

    synchronized void note(String text) {
        System.out.println((terminal ? "\r\033[K" : "") + "· " + text);
    }

    private synchronized void begin(String title) {
        running.put(title, System.nanoTime());
        if (!terminal) {
            System.out.println("· " + title + " …");
        }
        if (running.size() == 1) {
            clock = new Thread(this::tick, "ot4j-clock");
            clock.setDaemon(true);
            clock.start();
        }
    }

    private synchronized void end(String mark, String title) {
        long start = running.remove(title);
        System.out.printf("%s%s %s  %s%n", terminal ? "\r\033[K" : "", mark, title, seconds(start));
        if (running.isEmpty()) {
            clock.interrupt();
        }
    }

    private void tick() {
        try {
            while (true) {
                if (terminal) {
                    show("\r\033[K", "");
                    Thread.sleep(500);
                } else {
                    Thread.sleep(MILLIS_OF_SILENCE);
                    show("", System.lineSeparator());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void show(String before, String after) {
        if (Thread.currentThread() == clock && !running.isEmpty()) {
            var first = running.entrySet().iterator().next();
            String text = first.getKey() + " … " + seconds(first.getValue());
            System.out.print(before + "· " + text + after);
            System.out.flush();
        }
    }

    private static String seconds(long start) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
    }

    /** From Java 22 on a console need not be a terminal, and a method tells. */
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
