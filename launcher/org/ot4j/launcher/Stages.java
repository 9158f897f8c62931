package org.ot4j.launcher;

import java.util.Locale;
import java.util.concurrent.Callable;

/** Shows what the set-up is doing: one line for each stage that has work to do. */
final class Stages {
    private final boolean terminal = System.console() != null;

    /** Runs one stage; a terminal sees a clock while it runs. */
    <T> T run(String title, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        Thread clock = null;
        if (terminal) {
            clock = new Thread(() -> tick(title, start), "ot4j-clock");
            clock.setDaemon(true);
            clock.start();
        } else {
            System.out.println("· " + title + " …");
        }
        String mark = "✗";
        try {
            T result = work.call();
            mark = "✓";
            return result;
        } finally {
            if (clock != null) {
                clock.interrupt();
                clock.join();
            }
            System.out.printf(
                    "%s%s %s  %s%n", terminal ? "\r\033[K" : "", mark, title, seconds(start));
        }
    }

    void note(String text) {
        System.out.println("· " + text);
    }

    private static void tick(String title, long start) {
        try {
            while (true) {
                System.out.print("\r\033[K· " + title + " … " + seconds(start));
                System.out.flush();
                Thread.sleep(500);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String seconds(long start) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
    }
}
