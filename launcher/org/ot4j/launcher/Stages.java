package org.ot4j.launcher;

import java.util.Locale;
import java.util.concurrent.Callable;

/** Shows what the set-up is doing: one line for each stage that has work to do. */
final class Stages {
    /** A log is never silent for longer. */
    private static final long MILLIS_OF_SILENCE = 50_000;

    private final boolean terminal = Terminal.isThere();

    /** Runs one stage; a clock tells that it runs. */
    <T> T run(String title, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        if (!terminal) {
            System.out.println("· " + title + " …");
        }
        var clock = new Thread(() -> tick(title, start), "ot4j-clock");
        clock.setDaemon(true);
        clock.start();
        String mark = "✗";
        try {
            T result = work.call();
            mark = "✓";
            return result;
        } finally {
            clock.interrupt();
            clock.join();
            System.out.printf(
                    "%s%s %s  %s%n", terminal ? "\r\033[K" : "", mark, title, seconds(start));
        }
    }

    void note(String text) {
        System.out.println("· " + text);
    }

    private void tick(String title, long start) {
        try {
            while (true) {
                if (terminal) {
                    System.out.print("\r\033[K· " + title + " … " + seconds(start));
                    System.out.flush();
                    Thread.sleep(500);
                } else {
                    Thread.sleep(MILLIS_OF_SILENCE);
                    System.out.println("· " + title + " … " + seconds(start));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String seconds(long start) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
    }
}
