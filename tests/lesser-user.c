/* lesser-user.c - for a while this thread may read only what its user owns and may
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tests run as root in containers, where no folder is closed; without these two capabilities root
 * meets closed folders like everybody else. */
#include "lesser-user.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READS_EVERYTHING (1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH)

static void
set_reading_everything (gboolean may)
{
  struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
  struct __user_cap_data_struct data[2];

  g_assert_no_errno ((int) syscall (SYS_capget, &header, data));
  if (may)
    data[0].effective |= data[0].permitted & READS_EVERYTHING;
  else
    data[0].effective &= ~READS_EVERYTHING;
  g_assert_no_errno ((int) syscall (SYS_capset, &header, data));
}

void
lesser_user_begin (void)
{
  set_reading_everything (FALSE);
}

void
lesser_user_end (void)
{
  set_reading_everything (TRUE);
}
