namespace AIOps.Server.Web.Pages;

/// <summary>What an incident wants from a person.</summary>
internal enum AskKind
{
    Nothing,
    Approve,
    Take,
    Finish,
    File,
}
