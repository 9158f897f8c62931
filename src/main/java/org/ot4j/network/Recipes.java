package org.ot4j.network;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/**
 * Writes a {@link Recipe} as JSON and reads it back. Each recipe is an object whose {@code type} is
 * its class; only classes that are recipes are ever loaded.
 */
public final class Recipes {
    private static final String TYPE = "type";
    private static final Gson GSON =
            new GsonBuilder().registerTypeAdapterFactory(new Factory()).create();

    private Recipes() {}

    /** The recipe as JSON. */
    public static String toJson(Recipe recipe) {
        return GSON.toJson(recipe, Recipe.class);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException when the text is no recipe, or its class is not on the class
     *     path
     */
    public static Recipe fromJson(String json) {
        try {
            return GSON.fromJson(json, Recipe.class);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("not a recipe: " + e.getMessage(), e);
        }
    }

    private static final class Factory implements TypeAdapterFactory {
        @Override
        public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (!Recipe.class.isAssignableFrom(type.getRawType())) {
                return null;
            }
            TypeAdapter<JsonElement> elements = gson.getAdapter(JsonElement.class);
            return new TypeAdapter<T>() {
                @Override
                public void write(JsonWriter out, T value) throws IOException {
                    if (value == null) {
                        out.nullValue();
                        return;
                    }
                    JsonObject object = new JsonObject();
                    object.addProperty(TYPE, value.getClass().getName());
                    delegate(value.getClass())
                            .toJsonTree(value)
                            .getAsJsonObject()
                            .entrySet()
                            .forEach(e -> object.add(e.getKey(), e.getValue()));
                    elements.write(out, object);
                }

                @Override
                public T read(JsonReader in) throws IOException {
                    JsonElement element = elements.read(in);
                    if (element == null || element.isJsonNull()) {
                        return null;
                    }
                    if (!element.isJsonObject() || !element.getAsJsonObject().has(TYPE)) {
                        throw new JsonParseException("expected an object with a type");
                    }
                    JsonObject object = element.getAsJsonObject();
                    Class<?> found = find(object.remove(TYPE).getAsString());
                    if (!type.getRawType().isAssignableFrom(found)) {
                        throw new JsonParseException(
                                found.getName() + " is no " + type.getRawType().getSimpleName());
                    }
                    @SuppressWarnings("unchecked")
                    T value = (T) delegate(found).fromJsonTree(object);
                    return value;
                }

                @SuppressWarnings("unchecked")
                private TypeAdapter<Object> delegate(Class<?> found) {
                    return (TypeAdapter<Object>)
                            gson.getDelegateAdapter(Factory.this, TypeToken.get(found));
                }
            };
        }

        private static Class<?> find(String name) {
            try {
                Class<?> found = Class.forName(name, false, loader());
                if (!Recipe.class.isAssignableFrom(found)) {
                    throw new JsonParseException(name + " is no recipe");
                }
                return found;
            } catch (ClassNotFoundException e) {
                throw new JsonParseException("class " + name + " is not on the class path", e);
            }
        }

        private static ClassLoader loader() {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            return context != null ? context : Recipes.class.getClassLoader();
        }
    }
}
