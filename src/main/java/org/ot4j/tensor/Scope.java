package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Expressions that leave nothing behind. What an operation returns belongs to the manager of its
 * first array, so an expression of many leaves all but its result there, where nobody can close
 * them. Gradients are not touched: the engine itself keeps what it needs for them.
 */
public final class Scope {
    private Scope() {}

    /** The value of an expression in x, owned by the manager of x. */
    public static NDArray of(NDArray x, UnaryOperator<NDArray> expression) {
        NDManager owner = x.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray result = expression.apply(view(x, scope));
            result.attach(owner);
            return result;
        }
    }

    /** The value of an expression in x and y, owned by the manager of x. */
    public static NDArray of(NDArray x, NDArray y, BinaryOperator<NDArray> expression) {
        return of(x, inside -> expression.apply(inside, view(y, inside.getManager())));
    }

    /** The same array, with its history, in another manager. */
    private static NDArray view(NDArray array, NDManager manager) {
        NDArray view = array.reshape(array.getShape());
        view.attach(manager);
        return view;
    }
}
