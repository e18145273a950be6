using System.Text;
using AIOps.Contracts.Serialization;

namespace AIOps.Remediation.Guarding;

/// <summary>The guard's pipe to its owner; an owner that is gone is no reason to stop killing.</summary>
internal sealed class GuardReport(Stream output) : IDisposable
{
    private readonly StreamWriter _writer = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };
    private readonly Lock _lock = new();

    public void Send(GuardLine line)
    {
        lock (_lock)
        {
            try
            {
                _writer.WriteLine(AIOpsJson.Write(line));
            }
            catch (IOException)
            {
                // The owner is gone; the reader thread sees it too.
            }
        }
    }

    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // As above.
        }
    }
}
