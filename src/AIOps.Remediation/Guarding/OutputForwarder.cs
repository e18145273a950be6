namespace AIOps.Remediation.Guarding;

/// <summary>Passes a command's output on, up to a bound; the rest is read and dropped, so that the command never blocks on a full pipe.</summary>
internal sealed class OutputForwarder(GuardReport report, int max)
{
    private int _passed;

    public async Task PumpAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        try
        {
            int read;
            while ((read = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                var before = Interlocked.Add(ref _passed, read) - read;
                var take = Math.Min(read, max - before);
                if (take > 0)
                {
                    report.Send(new GuardLine { Output = new string(buffer, 0, take) });
                }

                if (before < max && before + read >= max)
                {
                    report.Send(new GuardLine { Output = "\n[output beyond the limit was dropped]\n" });
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The command is gone.
        }
    }
}
