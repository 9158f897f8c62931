package org.ot4j.kernel.inside;

import java.util.ArrayDeque;
import java.util.Deque;

/** Undoes a list of steps, the last first. */
public final class UndoList implements Runnable {
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private boolean over;

    /** Adds a step; once the list has been undone, a late step is undone immediately. */
    public synchronized void add(Runnable step) {
        steps.push(step);
        if (over) {
            run();
        }
    }

    @Override
    public synchronized void run() {
        over = true;
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException e) {
                System.err.println("ot4j: one change could not be undone: " + e);
            }
        }
    }
}
