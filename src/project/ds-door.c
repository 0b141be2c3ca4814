/* ds-door.c - where other processes of the same store knock
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `$XDG_RUNTIME_DIR/draftseal/<store id>/<pid>-<random>.sock`: one line in, one line back. Whoever
 * appends to the journal wakes all who listen; whoever wants a watched project scanned asks. The
 * journal alone carries facts: a lost knock costs time, never truth. */
#include "project/ds-door.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ds-file.h"
#include "base/ds-random.h"

#define LINE_OCTETS_MAX 4096
#define KNOCK_TIMEOUT_S 1

struct _DsDoor
{
  char *path;              /* owned: of the socket */
  GSocketService *service; /* owned */
  DsDoorFunc func;
  gpointer data;
};

struct _DsCaller
{
  GSocketConnection *connection; /* owned */
  GDataInputStream *input;       /* owned */
  DsDoor *door;                  /* borrowed until the line is read */
};

static char *
build_folder (const char *store_id)
{
  return g_build_filename (g_get_user_runtime_dir (), "draftseal", store_id, NULL);
}

/* A socket's path must fit 107 octets, a runtime folder need not: go through a descriptor of it. */
static GSocketAddress *
address_new (const char *path, int *folder_fd)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *through = NULL;

  *folder_fd = open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (*folder_fd < 0)
    return NULL;
  through = g_strdup_printf ("/proc/self/fd/%d/%s", *folder_fd, name);
  return g_unix_socket_address_new (through);
}

static void
caller_free (DsCaller *self)
{
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL); /* the answer was sent */
  g_object_unref (self->input);
  g_object_unref (self->connection);
  g_free (self);
}

/**
 * ds_caller_answer:
 * @self: (transfer full): who asked
 * @line: the answer
 *
 * A caller who has gone meanwhile misses it; that is no error.
 */
void
ds_caller_answer (DsCaller *self, const char *line)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  g_output_stream_write_all (output, text, strlen (text), NULL, NULL, NULL);
  caller_free (self);
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  DsCaller *caller = data;
  gsize length = 0;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (caller->input, result, &length, NULL);

  if (line == NULL || length > LINE_OCTETS_MAX)
    caller_free (caller);
  else
    caller->door->func (line, caller, caller->door->data);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  DsCaller *caller = g_new0 (DsCaller, 1);

  g_socket_set_timeout (g_socket_connection_get_socket (connection), KNOCK_TIMEOUT_S);
  caller->connection = g_object_ref (connection);
  caller->input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  caller->door = data;
  g_data_input_stream_read_line_async (caller->input, G_PRIORITY_DEFAULT, NULL, line_read_cb,
                                       caller);
  return TRUE;
}

/* Binds and listens under another name first: a socket that does not listen yet would be taken for
 * one that nobody listens at any more, and removed. */
static gboolean
listen_at (DsDoor *self, GError **error)
{
  g_autofree char *opening = g_strconcat (self->path, ".opening", NULL);
  int folder_fd = -1;
  g_autoptr (GSocketAddress) address = address_new (opening, &folder_fd);
  gboolean listens;

  if (address == NULL)
    {
      ds_file_set_errno (error, errno, "open the folder of", self->path);
      return FALSE;
    }
  listens = g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                           G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL,
                                           NULL, error);
  close (folder_fd);
  if (!listens)
    return FALSE;
  if (g_rename (opening, self->path) == 0)
    return TRUE;
  ds_file_set_errno (error, errno, "open", self->path);
  g_unlink (opening);
  return FALSE;
}

/**
 * ds_door_open:
 * @store_id: whose store
 * @func: called in the thread-default main context for each line that comes in
 * @data: for @func
 * @error: a %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the door
 */
DsDoor *
ds_door_open (const char *store_id, DsDoorFunc func, gpointer data, GError **error)
{
  g_autoptr (DsDoor) self = g_new0 (DsDoor, 1);
  g_autofree char *folder = build_folder (store_id);
  g_autofree char *random = ds_random_hex (4);
  g_autofree char *name = g_strdup_printf ("%d-%s.sock", (int) getpid (), random);

  self->func = func;
  self->data = data;
  self->service = g_socket_service_new ();
  if (!ds_folder_make (folder, error))
    return NULL;
  self->path = g_build_filename (folder, name, NULL);
  if (!listen_at (self, error))
    return NULL;
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}

void
ds_door_close (DsDoor *self)
{
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  if (self->path != NULL)
    g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}

/* Connects to one door; a socket nobody listens at any more is removed. */
static GSocketConnection *
connect_to (const char *path, guint timeout_s, GCancellable *cancellable)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  GSocketConnection *connection;
  int folder_fd = -1;

  g_socket_client_set_timeout (client, timeout_s);
  address = address_new (path, &folder_fd);
  if (address == NULL)
    return NULL;
  connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), cancellable, &error);
  close (folder_fd);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_unlink (path);
  return connection;
}

static char *
ask_one (const char *path, const char *line, guint timeout_s, GCancellable *cancellable)
{
  g_autoptr (GSocketConnection) connection = connect_to (path, timeout_s, cancellable);
  g_autoptr (GDataInputStream) input = NULL;
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  if (connection == NULL
      || !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                                     strlen (text), NULL, cancellable, NULL))
    return NULL;
  if (timeout_s == KNOCK_TIMEOUT_S)
    return NULL;
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  return g_data_input_stream_read_line (input, NULL, cancellable, NULL);
}

/* (transfer full) (nullable): the first answer that is not “no”. */
static char *
go_round (const char *store_id, const char *line, guint timeout_s, GCancellable *cancellable)
{
  g_autofree char *folder = build_folder (store_id);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL); /* absent while nobody listens */
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *answer = NULL;

      if (!g_str_has_suffix (name, ".sock"))
        continue;
      answer = ask_one (path, line, timeout_s, cancellable);
      if (answer != NULL && strcmp (answer, DS_DOOR_NOBODY) != 0)
        return g_steal_pointer (&answer);
    }
  return NULL;
}

/* Tells everybody who listens that the journal has grown. */
void
ds_door_knock_all (const char *store_id)
{
  g_free (go_round (store_id, DS_DOOR_WAKE, KNOCK_TIMEOUT_S, NULL));
}

/**
 * ds_door_ask:
 * @store_id: whose store
 * @line: what is asked
 * @timeout_s: how long each may take
 * @cancellable: (nullable)
 *
 * Blocks. Who is not meant answers “no”.
 *
 * Returns: (transfer full) (nullable): the answer; %NULL if nobody could be reached
 */
char *
ds_door_ask (const char *store_id, const char *line, guint timeout_s, GCancellable *cancellable)
{
  return go_round (store_id, line, timeout_s, cancellable);
}
