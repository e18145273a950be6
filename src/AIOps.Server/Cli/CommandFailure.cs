namespace AIOps.Server.Cli;

/// <summary>A verb cannot do what was asked; the message is all that the user sees.</summary>
internal sealed class CommandFailure : Exception
{
    public CommandFailure()
    {
    }

    public CommandFailure(string message)
        : base(message)
    {
    }

    public CommandFailure(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
