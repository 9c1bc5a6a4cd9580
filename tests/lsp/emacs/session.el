;;; session.el --- A session in Emacs: it opens a page, waits for its diagnostics, and asks for what else there is.  -*- lexical-binding: t -*-

;; The environment names the file with the settings to try, and the file for what was seen, as JSON.

(package-initialize)                     ; as Emacs does by itself where it has a terminal
(require 'eglot)
(require 'flymake)
(require 'json)

(defvar seen nil "What was seen, by name.")
(defvar errors nil "What went wrong.")
(defvar folder default-directory "The docs tree.")

(defun note (name value)
  "Keep what was seen as NAME: VALUE."
  (push (cons name value) seen))

(defun wait (what holds)
  "Wait until the function HOLDS returns a value, at most a minute; WHAT says for what."
  (let ((deadline (+ (float-time) 60)) (found nil))
    (while (and (not (setq found (funcall holds))) (< (float-time) deadline))
      (accept-process-output nil 0.1))
    (unless found (push (concat "it took too long: " what) errors))
    found))

(defun diagnostics ()
  "Return the diagnostics that Flymake shows in this buffer."
  (flymake-start)
  (flymake-diagnostics))

(defun at (line word)
  "Go to a WORD in a LINE."
  (goto-char (point-min))
  (forward-line (1- line))
  (search-forward word)
  (goto-char (1+ (match-beginning 0))))

(defun line-at (number)
  "Return the line with a NUMBER."
  (save-excursion
    (goto-char (point-min))
    (forward-line (1- number))
    (buffer-substring-no-properties (line-beginning-position) (line-end-position))))

(defun ask (method)
  "Return what the server answers to METHOD at point."
  (jsonrpc-request (eglot-current-server) method (eglot--TextDocumentPositionParams)))

(defun run-session ()
  "Do what a user does."
  (load (getenv "SETTINGS") nil t)
  (find-file (expand-file-name "docs/other.mdx" folder))
  (note 'mode-of-mdx (symbol-name major-mode))
  (find-file (expand-file-name "docs/page.md" folder))
  (run-hooks 'post-command-hook)        ; as after a command, of which there are none here
  (wait "the server" #'eglot-current-server)
  (wait "diagnostics" #'diagnostics)
  (note 'diagnostics
        (vconcat (mapcar (lambda (one)
                           (vector (line-number-at-pos (flymake-diagnostic-beg one))
                                   (buffer-substring-no-properties (flymake-diagnostic-beg one)
                                                                   (flymake-diagnostic-end one))
                                   (flymake-diagnostic-text one)))
                         (diagnostics))))
  (at 3 "in in")
  (let ((actions (eglot-code-actions (point) (point))))
    (note 'actions (vconcat (mapcar (lambda (one) (plist-get one :title)) actions)))
    (eglot--apply-workspace-edit (plist-get (aref (vconcat actions) 0) :edit)))
  (note 'fixed (line-at 3))
  (eglot--signal-textDocument/didChange)  ; which it does when Emacs is idle, as it never is here
  (wait "the fix to count" (lambda () (null (diagnostics))))
  (at 5 "gpt-4o")
  (note 'hover (plist-get (plist-get (ask :textDocument/hover) :contents) :value))
  (eglot-rename "gpt-4.1")
  (note 'renamed (line-at 5))
  (at 5 "models.md#dates")
  (xref-find-definitions (xref-backend-identifier-at-point (xref-find-backend)))
  (note 'definition (format "%s:%d" (buffer-name) (line-number-at-pos))))

(condition-case problem
    (run-session)
  (error (push (format "%S" problem) errors)))
(note 'errors (vconcat errors))
(write-region (json-encode seen) nil (getenv "SEEN"))
(dolist (buffer (buffer-list))
  (with-current-buffer buffer (set-buffer-modified-p nil)))
(kill-emacs)
